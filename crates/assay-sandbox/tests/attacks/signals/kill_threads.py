"""Signal threads by number: tkill and tgkill.

gains: a host that no longer enforces anything
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("tgkill", 2, 2, 0) if os.getpid() == 1 else syscall("tgkill", 1, 1, 0),
    lambda: syscall("tgkill", os.getppid() or 3, os.getppid() or 3, 0),
    lambda: syscall("tkill", os.getpid(), 0),
)
