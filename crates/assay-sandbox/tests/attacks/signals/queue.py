"""Queue signals with forged senders.

gains: a host that believes a signal came from the kernel
expect: EPERM
unconfined: obtained
"""
information = ctypes.create_string_buffer(128)
ctypes.c_int.from_buffer(information, 8).value = -1
attempt(
    lambda: syscall("rt_sigqueueinfo", os.getpid(), 0, information),
    lambda: syscall("rt_sigqueueinfo", 1, 0, information),
    lambda: syscall("rt_tgsigqueueinfo", 1, 1, 0, information),
)
