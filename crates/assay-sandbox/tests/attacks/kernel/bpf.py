"""Load programs and maps into the kernel.

gains: the kernel, by bugs of the verifier
expect: EPERM
unconfined: obtained
"""
attributes = (ctypes.c_uint32 * 32)(2, 4, 8, 1)
attempt(lambda: syscall("bpf", 0, attributes, 128), lambda: syscall("bpf", 5, attributes, 128), lambda: syscall("bpf", 11, attributes, 128))
