"""Compute for ever.

gains: the processor of the host
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
while True:
    pass
