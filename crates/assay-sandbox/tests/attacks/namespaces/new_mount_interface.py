"""Build a mount by descriptors: fsopen, fsconfig, fsmount, move_mount.

gains: a mount that no filter of mount sees
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("fsopen", b"tmpfs", 0),
    lambda: syscall("fsconfig", 3, 6, 0, 0, 0),
    lambda: syscall("fsmount", 3, 0, 0),
    lambda: syscall("move_mount", 3, b"", ANYWHERE_BELOW_HERE, b"/", 4),
    lambda: syscall("fspick", ANYWHERE_BELOW_HERE, b"/", 0),
)
