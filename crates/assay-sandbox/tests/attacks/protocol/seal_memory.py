"""Seal whatever is open, so that the host can no longer write to shared memory.

gains: a host that fails
expect: absent
unconfined: absent
"""
import fcntl
F_ADD_SEALS = 1033
def findings():
    for descriptor in range(3, 1024):
        for seals in (1, 2, 4, 8, 16):
            try:
                fcntl.fcntl(descriptor, F_ADD_SEALS, seals)
                yield descriptor, seals
            except OSError:
                pass
search(findings())
