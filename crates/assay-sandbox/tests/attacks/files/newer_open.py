"""Open with openat2, whose arguments a filter cannot see.

gains: flags that a filter of openat refuses
expect: EPERM
unconfined: obtained
"""
how = (ctypes.c_uint64 * 3)(os.O_PATH, 0, 0)
attempt(lambda: syscall("openat2", ANYWHERE_BELOW_HERE, b"/", how, 24))
