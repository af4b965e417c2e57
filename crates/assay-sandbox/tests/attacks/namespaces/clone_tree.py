"""Copy the tree of mounts into a descriptor, and change the attributes of mounts.

gains: a second, private view of the root that can be written
expect: EPERM
unconfined: obtained
"""
attributes = (ctypes.c_uint64 * 4)(0, 1, 0, 0)
attempt(
    lambda: syscall("open_tree", ANYWHERE_BELOW_HERE, b"/", 1),
    lambda: syscall("open_tree", ANYWHERE_BELOW_HERE, b"/", 0),
    lambda: syscall("mount_setattr", ANYWHERE_BELOW_HERE, b"/", 0, attributes, 32),
)
