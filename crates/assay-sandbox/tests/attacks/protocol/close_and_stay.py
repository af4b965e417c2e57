"""Close every descriptor and sleep: a host that takes the end of output for the end of the run leaves us behind.

gains: a run without end
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
import time
os.closerange(0, 1024)
while True:
    time.sleep(1000)
