"""Make memory executable through the call for protection keys.

gains: machine code of one's own, past a rule on mprotect
expect: EPERM
unconfined: obtained
"""
import mmap
memory = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=3)
address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
attempt(lambda: syscall("pkey_mprotect", address, 4096, 7, -1), lambda: syscall("pkey_alloc", 0, 0))
