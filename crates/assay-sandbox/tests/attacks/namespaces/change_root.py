"""Change the root and climb out with a descriptor from before, the oldest escape.

gains: the host's root
expect: EPERM
unconfined: obtained
"""
os.mkdir("jail")
attempt(lambda: os.chroot("jail"), lambda: os.chroot("/"), lambda: syscall("chroot", b"."))
