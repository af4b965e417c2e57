"""Become a member of root's groups, of disk and of docker.

gains: files that only a group may read
expect: EPERM
unconfined: obtained
"""
groups = (ctypes.c_uint32 * 3)(0, 6, 999)
attempt(
    lambda: syscall("setgid", 0),
    lambda: syscall("setregid", 0, 0),
    lambda: syscall("setresgid", 0, 0, 0),
    lambda: syscall("setgroups", 3, groups),
    lambda: syscall("setgroups", 0, 0),
)
