"""Draw numpy's random numbers from its global state and from a new generator: those of the next run must be others.

gains: a neighbour's random numbers
expect: differ
unconfined: differ
pair: same
"""
import numpy
report("drawn", numpy.random.random())
