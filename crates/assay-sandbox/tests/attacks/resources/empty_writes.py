"""Write nothing, for ever.

gains: a host that wakes for nothing
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
while True:
    os.write(1, b"")
