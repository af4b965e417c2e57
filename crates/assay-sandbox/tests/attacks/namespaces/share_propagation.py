"""Make mounts shared, so that what is mounted here appears outside.

gains: mounts on the host
expect: EPERM
unconfined: not run: it would change the machine's mounts
"""
SHARED, SLAVE, UNBINDABLE, RECURSIVE = 1 << 20, 1 << 19, 1 << 17, 16384
attempt(*(lambda f=flags: syscall("mount", 0, b"/", 0, f | RECURSIVE, 0) for flags in (SHARED, SLAVE, UNBINDABLE)))
