"""Connect, bind, listen, accept, send and receive on every descriptor.

gains: a socket that was left open
expect: EPERM
unconfined: ENOTSOCK
"""
address = b"\x02\x00\x00\x35\x7f\x00\x00\x01" + bytes(8)
attempt(*(
    one
    for descriptor in range(3)
    for one in (
        lambda d=descriptor: syscall("connect", d, address, 16),
        lambda d=descriptor: syscall("bind", d, address, 16),
        lambda d=descriptor: syscall("listen", d, 1),
        lambda d=descriptor: syscall("accept4", d, 0, 0, 0),
        lambda d=descriptor: syscall("sendto", d, b"x", 1, 0, address, 16),
        lambda d=descriptor: syscall("recvfrom", d, bytes(8), 8, 0x40, 0, 0),
        lambda d=descriptor: syscall("getsockopt", d, 1, 17, bytes(12), bytes(4)),
        lambda d=descriptor: syscall("setsockopt", d, 1, 2, bytes(4), 4),
        lambda d=descriptor: syscall("getpeername", d, bytes(16), bytes(4)),
        lambda d=descriptor: syscall("shutdown", d, 2),
    )
))
