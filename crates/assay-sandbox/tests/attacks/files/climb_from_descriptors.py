"""Climb out of the root from every descriptor of a folder that was left open.

gains: the host's root, as with CVE-2024-21626
expect: absent
unconfined: absent
"""
import stat
def findings():
    for descriptor in range(1024):
        try:
            if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
                continue
        except OSError:
            continue
        yield descriptor, os.listdir(descriptor)
search(findings())
