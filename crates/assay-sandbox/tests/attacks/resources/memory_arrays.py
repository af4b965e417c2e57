"""Fill memory with arrays.

gains: the memory of the host
expect: memory
unconfined: not run: it would take the machine's memory
limits: memory=96
"""
import numpy
held = []
while True:
    held.append(numpy.ones(1 << 20))
