"""Exchange the root for the work folder.

gains: the old root, beneath a folder of one's own
expect: EPERM
unconfined: not run: it would change the machine's root
"""
os.mkdir("old")
attempt(lambda: syscall("pivot_root", b".", b"old"), lambda: syscall("pivot_root", b".", b"."))
