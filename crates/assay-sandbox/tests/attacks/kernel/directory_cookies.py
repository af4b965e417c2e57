"""Call what only profilers and old kernels know.

gains: code that nobody tests
expect: EPERM
unconfined: ENOSYS
architecture: x86_64
"""
attempt(lambda: syscall("lookup_dcookie", 0, 0, 0), lambda: syscall("nfsservctl", 0, 0, 0), lambda: syscall("uselib", b"/x"), lambda: syscall("_sysctl", 0))
