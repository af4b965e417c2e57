"""Draw random numbers: those of the next run must be others.

gains: a neighbour's random numbers
expect: differ
unconfined: differ
pair: same
"""
import random
report("drawn", (random.random(), os.urandom(8)))
