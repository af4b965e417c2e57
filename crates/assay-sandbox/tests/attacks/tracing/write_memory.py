"""Write to the memory of others and of oneself by process_vm_writev.

gains: code in the host
expect: EPERM
unconfined: obtained
"""
here = ctypes.create_string_buffer(8)
vector = (ctypes.c_uint64 * 2)(ctypes.addressof(here), 8)
attempt(*(lambda p=process: syscall("process_vm_writev", p, vector, 1, vector, 1, 0) for process in (os.getppid() or 1, os.getpid())))
