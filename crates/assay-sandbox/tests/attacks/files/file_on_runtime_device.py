"""Change the flags and the quota project of an inode by ioctl.

gains: immutable files, the host's file system at work
expect: EPERM
unconfined: obtained
"""
import fcntl
import struct
target = os.open("flags", os.O_CREAT | os.O_RDWR, 0o600)
attempt(
    lambda: fcntl.ioctl(target, 0x80086601, bytes(8)),
    lambda: fcntl.ioctl(target, 0x40086602, struct.pack("q", 0x20)),
    lambda: fcntl.ioctl(target, 0xC0045877),
    lambda: fcntl.ioctl(target, 0x40049409, 0),
)
