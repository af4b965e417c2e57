"""Compute an integer of billions of digits in one instruction.

gains: a worker that never comes back
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
"""
pow(3, 1 << 34)
