"""Restart the machine, and turn off the keys that would.

gains: silence
expect: EPERM
unconfined: not run: it would restart the machine
"""
attempt(*(lambda c=command: syscall("reboot", 0xFEE1DEAD, 672274793, c, 0) for command in (0, 0x1234567, 0x4321FEDC)))
