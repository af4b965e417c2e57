"""Map every open file as code: one that can also be written gives machine code, past MDWE.

gains: machine code of one's own
expect: absent
unconfined: absent
"""
libc.mmap.restype = ctypes.c_void_p
def findings():
    for descriptor in range(3, 256):
        for sharing in (1, 2):
            try:
                yield descriptor, library("mmap", 0, 4096, 5, sharing, descriptor, 0, failure=2 ** 64 - 1)
            except OSError:
                pass
search(findings())
