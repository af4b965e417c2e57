"""Use the older asynchronous input and output.

gains: kernel memory outside the limits, reads after the end
expect: EPERM
unconfined: obtained
"""
context = ctypes.c_ulong()
attempt(
    lambda: syscall("io_setup", 64, ctypes.byref(context)),
    lambda: syscall("io_submit", 0, 0, 0),
    lambda: syscall("io_getevents", 0, 0, 0, 0, 0),
)
