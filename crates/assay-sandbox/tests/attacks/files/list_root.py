"""List the root folder and look for what an ordinary system has in it.

gains: a way into the host's files
expect: absent
unconfined: obtained
"""
def names(folder):
    try:
        return set(os.listdir(folder))
    except PermissionError:
        return set()
def findings():
    ordinary = {"bin", "boot", "home", "lost+found", "media", "mnt", "opt", "root", "run", "sbin", "srv", "sys", "var"}
    yield from sorted(ordinary.intersection(names("/")))
    for place in ("/etc", "/proc", "/dev", "/tmp"):
        # The runtime has accounts of its own: root and nobody.
        there = names(place) if os.path.isdir(place) else set()
        if there - {"passwd", "group"}:
            yield place, there
search(findings())
