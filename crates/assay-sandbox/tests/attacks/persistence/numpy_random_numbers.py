"""Draw numpy's and Python's random numbers without a seed: the next run draws others, or the same.

gains: a neighbour's random numbers
expect: same
unconfined: differ
pair: same
accepted: a result is a function of its inputs, so that every run begins with the seed of its request; keys come from the system
"""
import random
import numpy
report("drawn", (random.random(), numpy.random.random()))
