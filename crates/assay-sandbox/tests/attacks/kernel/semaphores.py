"""Make semaphores of System V.

gains: a signal to a later run
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("semget", 0x5EC3E7, 1, 0o1666), lambda: syscall("semtimedop", 0, 0, 0, 0))
