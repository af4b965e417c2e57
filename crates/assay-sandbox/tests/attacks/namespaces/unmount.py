"""Take mounts away: what lies beneath them may be the host's.

gains: files that a mount hides
expect: EPERM
unconfined: not run: it would unmount on the machine
"""
FORCE, DETACH, EXPIRE, NOFOLLOW = 1, 2, 4, 8
attempt(*(lambda p=path, f=flags: syscall("umount2", p, f) for path in (b"/", os.getcwd().encode(), b"/proc", b"/dev") for flags in (0, FORCE, DETACH, EXPIRE, NOFOLLOW)))
