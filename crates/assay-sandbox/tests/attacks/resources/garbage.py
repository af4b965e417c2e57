"""Make cycles of garbage as fast as can be.

gains: the processor of the host
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
import gc
gc.set_threshold(1)
while True:
    cycle = []
    cycle.append(cycle)
    gc.collect()
