"""Stop oneself, so that the deadline never comes for a stopped process.

gains: a run without end
expect: EPERM
unconfined: not run: it would stop
"""
attempt(lambda: os.kill(os.getpid(), 19))
