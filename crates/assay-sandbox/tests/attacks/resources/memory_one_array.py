"""Ask for more memory than there is at once, and touch it.

gains: the memory of the host
expect: memory
unconfined: not run: it would take the machine's memory
limits: memory=96
"""
import numpy
numpy.ones(1 << 33).sum()
