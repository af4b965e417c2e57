"""Fork through libc: fork and daemon.

gains: a process that outlives the run
expect: EPERM
unconfined: not run: both processes would answer
"""
attempt(
    lambda: library("fork"),
    lambda: library("daemon", 1, 1),
)
