"""Move memory between nodes and set policies for the whole process.

gains: a slower neighbour
expect: EPERM
unconfined: obtained
"""
mask = ctypes.c_ulong(1)
attempt(
    lambda: syscall("set_mempolicy", 0, 0, 0),
    lambda: syscall("set_mempolicy", 2, ctypes.byref(mask), 64),
    lambda: syscall("remap_file_pages", 0, 0, 0, 0, 0),
    lambda: syscall("set_mempolicy_home_node", 0, 0, 0, 0),
)
