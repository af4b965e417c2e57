"""Compute an integer of billions of digits in one instruction.

gains: a worker that never comes back
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
pow(3, 1 << 34)
