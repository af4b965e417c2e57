"""Ask how large and how full the file systems of the host are.

gains: how busy the host is
expect: EPERM
unconfined: obtained
"""
attempt(lambda: os.statvfs(os.__file__), lambda: os.statvfs("/"), lambda: syscall("statfs", b"/", bytes(120)), lambda: syscall("ustat", 0, bytes(64)))
