"""Shrink and grow whatever is open, so that the host's next look at shared memory is a fault (SIGBUS).

gains: a host that crashes
expect: absent
unconfined: absent
"""
def findings():
    for descriptor in range(3, 1024):
        for size in (0, 1, 1 << 40):
            try:
                before = os.fstat(descriptor).st_size
                os.ftruncate(descriptor, size)
                if os.fstat(descriptor).st_size != before:
                    yield descriptor, size
            except OSError:
                pass
search(findings())
