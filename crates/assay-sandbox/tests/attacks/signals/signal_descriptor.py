"""Signal through every descriptor as if it were one of a process.

gains: a process whose descriptor was left open
expect: EPERM
unconfined: EBADF
"""
attempt(*(lambda d=descriptor: syscall("pidfd_send_signal", d, 9, 0, 0) for descriptor in range(64)))
