"""Read and set quotas.

gains: what other users store
expect: EPERM
unconfined: not run: it would ask for the machine's quotas
"""
attempt(lambda: syscall("quotactl", 0x80000100, b"/dev/vda", 0, 0), lambda: syscall("quotactl_fd", 0, 0x80000100, 0, 0))
