"""Read the memory of the parent, of the first process and of oneself by process_vm_readv.

gains: secrets of the host
expect: EPERM
unconfined: obtained
"""
here = ctypes.create_string_buffer(8)
vector = (ctypes.c_uint64 * 2)(ctypes.addressof(here), 8)
attempt(*(lambda p=process: syscall("process_vm_readv", p, vector, 1, vector, 1, 0) for process in (os.getppid() or 1, 1, os.getpid())))
