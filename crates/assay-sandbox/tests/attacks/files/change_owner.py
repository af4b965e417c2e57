"""Give a file of the work folder to root.

gains: a file of root's with our bytes
expect: EPERM
unconfined: obtained
"""
open("given", "w").write("")
attempt(
    lambda: os.chown("given", 0, 0),
    lambda: os.lchown("given", 0, 0),
    lambda: os.fchown(os.open("given", os.O_RDWR), 0, 0),
    lambda: syscall("fchownat", ANYWHERE_BELOW_HERE, b"given", 0, 0, 0),
)
