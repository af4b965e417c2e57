"""Raise an exception whose message is longer than the limit.

gains: the memory and the disk of the host
expect: output
unconfined: not run: it would flood the terminal
limits: output=64
"""
raise ValueError("A" * (1 << 22))
