"""Keep copies of both outputs open and end, so that a host which waits for the end of output waits.

gains: a worker that comes back late
expect: absent
unconfined: absent
limits: wall=3
"""
for _ in range(5):
    os.dup(1), os.dup(2)
report("absent")
