"""Compare kernel objects with the parent's.

gains: which descriptors are shared, addresses of the kernel
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("kcmp", os.getpid(), os.getppid() or 1, kind, 0, 0) for kind in range(7)))
