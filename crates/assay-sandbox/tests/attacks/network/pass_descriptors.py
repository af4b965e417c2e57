"""Send and receive descriptors as messages.

gains: descriptors of others
expect: EPERM
unconfined: ENOTSOCK
"""
header = ctypes.create_string_buffer(56)
attempt(
    lambda: syscall("sendmsg", 1, header, 0),
    lambda: syscall("recvmsg", 1, header, 0x40),
    lambda: syscall("sendmmsg", 1, header, 1, 0),
    lambda: syscall("recvmmsg", 1, header, 1, 0x40, 0),
)
