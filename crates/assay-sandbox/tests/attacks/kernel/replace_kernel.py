"""Load another kernel.

gains: the machine
expect: EPERM
unconfined: not run: it would replace the machine's kernel
"""
attempt(lambda: syscall("kexec_load", 0, 0, 0, 0), lambda: syscall("kexec_file_load", -1, -1, 0, 0, 8))
