"""Leave for a mount namespace of one's own.

gains: mounts of one's own
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("unshare", 0x20000), lambda: syscall("unshare", 0x200))
