"""Write a million outputs of one byte.

gains: a host that wakes a million times
expect: output
unconfined: not run: it would flood the terminal
limits: output=16
"""
for _ in range(1_000_000):
    os.write(1, b"A")
