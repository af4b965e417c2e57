"""List the root folder and look for what an ordinary system has in it.

gains: a way into the host's files
expect: absent
unconfined: obtained
"""
def findings():
    ordinary = {"bin", "boot", "home", "lost+found", "media", "mnt", "opt", "root", "run", "sbin", "srv", "sys", "var"}
    yield from sorted(ordinary.intersection(os.listdir("/")))
    for empty in ("/etc", "/proc", "/dev", "/tmp"):
        if os.path.isdir(empty) and os.listdir(empty):
            yield empty, os.listdir(empty)
search(findings())
