"""Open a socket through io_uring, which no filter of socket calls sees.

gains: the internet, past seccomp
expect: EPERM
unconfined: obtained
"""
parameters = ctypes.create_string_buffer(120)
attempt(lambda: syscall("io_uring_setup", 8, parameters))
