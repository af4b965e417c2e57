"""Draw random numbers from a new generator, which takes its seed from the system.

gains: a neighbour's random numbers
expect: differ
unconfined: differ
pair: same
"""
import numpy
report("drawn", numpy.random.default_rng().random())
