"""Draw random numbers from the system: those of the next run must be others.

gains: a neighbour's random numbers
expect: differ
unconfined: differ
pair: same
"""
report("drawn", os.urandom(16))
