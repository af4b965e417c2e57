"""Fork.

gains: a process that outlives the run
expect: EPERM
unconfined: not run: both processes would answer
"""
attempt(os.fork)
