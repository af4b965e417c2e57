"""Choose the cores to run on.

gains: the core of a neighbour
expect: EPERM
unconfined: obtained
"""
attempt(lambda: os.sched_setaffinity(0, range(64)), lambda: os.sched_setaffinity(0, {0}))
