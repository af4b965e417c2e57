"""Ask for the list of locks of another process, an address of its memory.

gains: addresses of the host
expect: EPERM
unconfined: obtained
"""
head, size = ctypes.c_void_p(), ctypes.c_size_t()
attempt(lambda: syscall("get_robust_list", os.getppid() or 1, ctypes.byref(head), ctypes.byref(size)),
        lambda: syscall("get_robust_list", 1, ctypes.byref(head), ctypes.byref(size)))
