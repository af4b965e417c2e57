"""Hang up the terminal.

gains: an operator without a terminal
expect: EPERM
unconfined: not run: it would hang up the shell
"""
attempt(lambda: syscall("vhangup"))
