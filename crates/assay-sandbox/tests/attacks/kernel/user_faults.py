"""Handle page faults oneself, so that the kernel waits in the middle of a copy.

gains: time for every race in the kernel
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("userfaultfd", 0), lambda: syscall("userfaultfd", 1))
