"""Take back the promise to gain no privileges by execution.

gains: set-user-id programs
expect: EPERM
unconfined: EINVAL
"""
NO_NEW_PRIVILEGES = 38
attempt(lambda: syscall("prctl", NO_NEW_PRIVILEGES, 0, 0, 0, 0))
