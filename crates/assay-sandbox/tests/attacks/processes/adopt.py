"""Become the reaper of orphans, and ask not to be killed with the parent.

gains: survival when the parent dies
expect: EPERM
unconfined: obtained
"""
PDEATHSIG, CHILD_SUBREAPER = 1, 36
attempt(lambda: syscall("prctl", PDEATHSIG, 0, 0, 0, 0), lambda: syscall("prctl", CHILD_SUBREAPER, 1, 0, 0, 0))
