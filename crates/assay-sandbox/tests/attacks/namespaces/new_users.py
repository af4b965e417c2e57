"""Leave for a user namespace of one's own, where one is root.

gains: every capability, and the kernel code that only root reaches
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("unshare", 0x10000000), lambda: syscall("unshare", 0x10000000 | 0x20000))
