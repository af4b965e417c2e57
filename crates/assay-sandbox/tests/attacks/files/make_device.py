"""Make device nodes for the host's disk and memory.

gains: the host's disk, block by block
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: os.mknod("memory", 0o20600, os.makedev(1, 1)),
    lambda: os.mknod("disk", 0o60600, os.makedev(254, 0)),
    lambda: syscall("mknodat", ANYWHERE_BELOW_HERE, b"null", 0o20666, os.makedev(1, 3)),
)
