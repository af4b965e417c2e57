"""Signal threads by number: tkill and tgkill.

gains: a host that no longer enforces anything
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("tgkill", 1, 1, 0), lambda: syscall("tkill", 1, 0), lambda: syscall("tgkill", os.getpid(), os.getpid(), 0))
