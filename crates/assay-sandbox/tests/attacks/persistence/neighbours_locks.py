"""Lock files that all runs can read; a run beside this one sees the lock.

gains: a channel between runs that should not know of each other
expect: EPERM
unconfined: not run: a pair that runs at the same time
pair: beside
limits: wall=2
"""
import fcntl
import time
shared = os.open(os.__file__, os.O_RDONLY)
for take in (lambda: fcntl.flock(shared, fcntl.LOCK_EX), lambda: fcntl.lockf(shared, fcntl.LOCK_SH | fcntl.LOCK_NB)):
    try:
        take()
    except OSError:
        pass
time.sleep(1000)
# ---- the second run ----
import fcntl
import struct
shared = os.open(os.__file__, os.O_RDONLY)
question = struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0)
attempt(lambda: fcntl.flock(shared, fcntl.LOCK_EX | fcntl.LOCK_NB), lambda: fcntl.fcntl(shared, fcntl.F_GETLK, question))
