"""Leave with the statuses that the host's code inside uses for limits.

gains: a report that names a limit that was not met
expect: contained
unconfined: not run: it is the report that is judged
"""
os._exit(251)
