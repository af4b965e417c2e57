"""Set variables, the mask of new files, limits and handlers of signals for the next run.

gains: a weakened process of somebody else
expect: absent
unconfined: absent
pair: after
"""
import resource
import signal
os.environ["LD_PRELOAD"] = os.environ["LD_AUDIT"] = "/work/planted"
os.umask(0)
for attempt_to_change in (lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN), lambda: resource.setrlimit(resource.RLIMIT_CORE, (1, 1))):
    try:
        attempt_to_change()
    except (OSError, ValueError):
        pass
report("left")
# ---- the second run ----
import signal
def findings():
    for name in ("LD_PRELOAD", "LD_AUDIT"):
        if name in os.environ:
            yield name
    if os.umask(0o22) == 0:
        yield "the mask"
    if signal.getsignal(signal.SIGTERM) == signal.SIG_IGN:
        yield "a handler"
search(findings())
