"""Unshare descriptors, file system state and semaphores.

gains: state that the host does not see
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda flag=flag: syscall("unshare", flag) for flag in (0x400, 0x200, 0x40000)))
