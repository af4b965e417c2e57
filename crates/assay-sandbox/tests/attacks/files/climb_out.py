"""Climb out of the root with dots, from a descriptor of the root and from deep paths.

gains: the host's root
expect: absent
unconfined: absent
"""
def findings():
    here = os.stat("/")
    root = os.open("/", os.O_PATH)
    for above in ("..", "../..", "../" * 40):
        there = os.stat(above, dir_fd=root)
        if (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
            yield above
    if hasattr(os, "fchdir"):
        try:
            os.fchdir(root)
            os.chdir("../" * 40)
        except OSError:
            return
        if os.path.exists("etc/passwd") and not os.path.exists("/etc/passwd"):
            yield os.listdir(".")
search(findings())
