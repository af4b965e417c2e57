"""Take a descriptor out of another process.

gains: every file and socket of the host
expect: EPERM
unconfined: EBADF
"""
attempt(*(lambda d=descriptor, t=taken: syscall("pidfd_getfd", d, t, 0) for descriptor in range(8) for taken in range(8)))
