"""Make the code of a library writable.

gains: machine code of one's own, in place of a function everybody calls
expect: EACCES
unconfined: obtained
"""
address = ctypes.cast(libc.getpid, ctypes.c_void_p).value & ~4095
attempt(lambda: library("mprotect", address, 4096, 7))
