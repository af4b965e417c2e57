"""Compute for ever.

gains: the processor of the host
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
"""
while True:
    pass
