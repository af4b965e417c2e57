"""Shrink and grow whatever is open, so that the host's next look at shared memory is a fault (SIGBUS).

gains: a host that crashes
expect: absent
unconfined: absent
"""
import stat
def findings():
    for descriptor in range(3, 1024):
        for size in (0, 1, 1 << 40):
            try:
                os.ftruncate(descriptor, size)
                yield descriptor, size
            except OSError:
                pass
search(findings())
