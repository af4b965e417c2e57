"""Raise one's own priority.

gains: more than one's share
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -20),
    lambda: os.nice(-20),
    lambda: os.setpriority(os.PRIO_USER, 0, 19),
    lambda: syscall("ioprio_set", 1, 0, 1 << 13),
)
