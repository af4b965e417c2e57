"""Type commands into the terminal (TIOCSTI, TIOCLINUX), with and without high bits.

gains: commands typed for the operator (CVE-2017-5226, CVE-2019-10063)
expect: EPERM
unconfined: ENOTTY
"""
import fcntl
attempt(*(
    lambda d=descriptor, r=request: syscall("ioctl", d, r, b"x")
    for descriptor in (0, 1, 2)
    for request in (0x5412, 0x541C, 0x5412 | 1 << 32, 0x541C | 1 << 63, 0x540E, 0x5414, 0x4B46, 0x4B72)
))
