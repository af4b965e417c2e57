"""Clone with clone3, whose arguments a filter cannot see; no such call, so that libraries fall back to clone.

gains: a process in any control group, with any process number
expect: ENOSYS
unconfined: not run: both processes would answer
"""
arguments = (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17)
attempt(lambda: syscall("clone3", arguments, 88), lambda: syscall("clone3", arguments, 64), lambda: syscall("clone3", 0, 0))
