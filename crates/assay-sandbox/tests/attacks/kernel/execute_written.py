"""Write machine code, then make its memory executable.

gains: machine code of one's own
expect: EACCES
unconfined: obtained
"""
import mmap
memory = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=3)
memory[:1] = b"\xc3"
address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
attempt(lambda: library("mprotect", address, 4096, 5), lambda: library("mprotect", address, 4096, 7))
