"""Sleep for ever.

gains: a worker that never comes back
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
import time
while True:
    time.sleep(1 << 20)
