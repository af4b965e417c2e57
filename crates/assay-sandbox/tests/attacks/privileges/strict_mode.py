"""Enter seccomp's strict mode, in which the host's protocol cannot go on.

gains: a child that neither answers nor ends
expect: EPERM
unconfined: not run: it would be killed at the next call
"""
attempt(lambda: syscall("prctl", 22, 1, 0, 0, 0), lambda: syscall("seccomp", 0, 0, 0))
