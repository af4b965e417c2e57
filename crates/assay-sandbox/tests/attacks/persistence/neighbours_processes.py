"""Look for a run that goes on beside this one, by every allowed call that takes a process number.

gains: which neighbours there are
expect: absent
unconfined: not run: a pair that runs at the same time
pair: beside
limits: wall=5
"""
import time
time.sleep(1000)
# ---- the second run ----
import resource
def findings():
    for process in range(1, 40_000):
        if process == os.getpid():
            continue
        for look in (os.sched_getaffinity, os.getpgid, os.getsid, lambda p: resource.prlimit(p, 0), lambda p: os.getpriority(0, p)):
            try:
                yield process, look(process)
            except OSError:
                pass
search(findings())
