"""Enter namespaces through every descriptor that was left open.

gains: the host's namespaces
expect: EPERM
unconfined: not run: what is open depends on who starts it
"""
attempt(*(lambda d=descriptor, k=kind: syscall("setns", d, k) for descriptor in range(3, 64) for kind in (0, 0x20000, 0x40000000)))
