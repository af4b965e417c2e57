"""Advise the kernel to merge pages with those of others, to poison them, to take them offline.

gains: what neighbours have in memory, by the time a write takes; memory lost to the machine
expect: EPERM
unconfined: not run: it would take pages from the machine
"""
import mmap
memory = mmap.mmap(-1, 1 << 16)
address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
attempt(*(lambda a=advice: syscall("madvise", address, 4096, a) for advice in (12, 100, 101, 25, 21)))
