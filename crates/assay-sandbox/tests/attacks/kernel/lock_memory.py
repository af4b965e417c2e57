"""Lock memory so that it is never given back.

gains: memory of the host
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("mlockall", 3), lambda: syscall("mlock", id(os), 4096), lambda: syscall("mlock2", id(os), 4096, 1))
