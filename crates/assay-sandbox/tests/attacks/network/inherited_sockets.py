"""Look for a socket among all descriptors.

gains: a connection of the host
expect: absent
unconfined: absent
"""
import stat
def findings():
    for descriptor in range(4096):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                yield descriptor
        except OSError:
            pass
search(findings())
