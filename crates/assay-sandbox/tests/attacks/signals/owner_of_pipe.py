"""Become the one who signals the host: SIGKILL to the parent when a pipe has data.

gains: a signal sent by the kernel, past a filter of kill
expect: EPERM
unconfined: obtained
"""
import fcntl
F_SETOWN, F_SETSIG, F_SETOWN_EX = 8, 10, 15
reader, writer = os.pipe()
attempt(
    lambda: fcntl.fcntl(reader, F_SETOWN, os.getppid() or 1),
    lambda: fcntl.fcntl(reader, F_SETSIG, 9),
    lambda: fcntl.fcntl(reader, F_SETOWN_EX, bytes(8)),
)
