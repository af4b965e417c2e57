"""Raise one's own limits, and lower those of others, by the calls themselves.

gains: all that the limits withhold
expect: EPERM
unconfined: obtained
"""
endless, none = (ctypes.c_uint64 * 2)(2 ** 64 - 1, 2 ** 64 - 1), (ctypes.c_uint64 * 2)(0, 0)
attempt(*(
    one
    for kind in range(16)
    for one in (
        lambda k=kind: syscall("prlimit64", 0, k, endless, 0),
        lambda k=kind: syscall("prlimit64", os.getppid() or 2, k, none, 0),
        lambda k=kind: syscall("prlimit64", os.getpid(), k, none, 0),
        lambda k=kind: syscall("setrlimit", k, endless),
    )
))
