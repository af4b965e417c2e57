"""Make mappings until the kernel has no more of them.

gains: memory of the kernel
expect: ENOMEM
unconfined: ENOMEM
"""
libc.mmap.restype = ctypes.c_void_p
def fill():
    for index in range(200_000):
        library("mmap", 0, 4096, index % 2, 0x22, -1, 0, failure=2 ** 64 - 1)
    return "200,000 mappings"
attempt(fill)
