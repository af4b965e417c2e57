"""Install a filter of system calls, one that answers them oneself.

gains: a supervisor of one's own; time, by filters upon filters
expect: EPERM
unconfined: EFAULT
"""
SECCOMP, FILTER, LISTENER = 22, 1, 8
attempt(
    lambda: syscall("seccomp", FILTER, LISTENER, 0),
    lambda: syscall("seccomp", FILTER, 0, 0),
    lambda: syscall("prctl", SECCOMP, 2, 0, 0, 0),
)
