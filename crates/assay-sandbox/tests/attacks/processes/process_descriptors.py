"""Open descriptors of processes: the parent's, the first one's, one's own.

gains: a handle to signal them or take their descriptors
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda process=process: syscall("pidfd_open", process, 0) for process in (os.getppid() or 1, 1, os.getpid())))
