"""Use io_uring, which acts outside the filter.

gains: every call that a ring offers; a large surface of kernel code
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("io_uring_setup", 8, ctypes.create_string_buffer(120)),
    lambda: syscall("io_uring_enter", 0, 1, 0, 0, 0, 0),
    lambda: syscall("io_uring_register", 0, 0, 0, 0),
)
