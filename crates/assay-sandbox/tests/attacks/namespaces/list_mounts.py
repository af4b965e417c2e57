"""Ask the kernel for the list of mounts, without /proc.

gains: paths of the host
expect: EPERM
unconfined: EINVAL
"""
attempt(lambda: syscall("statmount", bytes(32), bytes(512), 512, 0), lambda: syscall("listmount", bytes(32), bytes(512), 64, 0))
