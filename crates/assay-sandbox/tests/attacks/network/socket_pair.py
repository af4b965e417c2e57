"""Make a pair of sockets, over which descriptors can be passed.

gains: descriptors of others
expect: EPERM
unconfined: obtained
"""
pair = (ctypes.c_int * 2)()
attempt(*(lambda kind=kind: syscall("socketpair", 1, kind, 0, pair) for kind in (1, 2, 5)))
