"""Map the page at address zero.

gains: an old way into the kernel: a null pointer that points to one's own data
expect: EPERM
unconfined: obtained
"""
libc.mmap.restype = ctypes.c_void_p
attempt(lambda: library("mmap", 0, 4096, 3, 0x32, -1, 0, failure=2 ** 64 - 1))
