"""Trace: be traced, attach to the parent, seize the first process.

gains: memory and registers of others, system calls past the filter
expect: EPERM
unconfined: not run: it would stop the parent
"""
TRACEME, ATTACH, SEIZE, PEEK = 0, 16, 0x4206, 2
parent = os.getppid() or 1
attempt(
    lambda: syscall("ptrace", TRACEME, 0, 0, 0),
    lambda: syscall("ptrace", ATTACH, parent, 0, 0),
    lambda: syscall("ptrace", SEIZE, parent, 0, 0),
    lambda: syscall("ptrace", PEEK, 1, 0, 0),
)
