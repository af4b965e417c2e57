"""Write nothing, for ever.

gains: a host that wakes for nothing
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
"""
while True:
    os.write(1, b"")
