"""Share a core's cookie with another process, and change speculation for it.

gains: a side channel to a neighbour
expect: EPERM
unconfined: EINVAL+ENXIO
"""
SCHED_CORE, SPECULATION = 62, 53
attempt(
    lambda: syscall("prctl", SCHED_CORE, 3, 1, 0, 0),
    lambda: syscall("prctl", SPECULATION, 0, 2, 0, 0),
    lambda: syscall("prctl", 71, 0, 0, 0, 0),
)
