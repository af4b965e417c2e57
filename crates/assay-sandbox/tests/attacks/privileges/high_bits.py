"""Call allowed calls with numbers and arguments whose high bits are set (CVE-2019-10063).

gains: an argument check that compares other bits than the kernel reads
expect: EPERM
unconfined: ENOTTY
"""
TERMINAL_INPUT, LINUX = 0x5412, 0x541C
attempt(
    lambda: syscall("ioctl", 0, TERMINAL_INPUT | 1 << 32, b"x"),
    lambda: syscall("ioctl", 0, LINUX | 1 << 32, b"\x03"),
    lambda: syscall("ioctl", 0, TERMINAL_INPUT | 0xFFFFFFFF << 32, b"x"),
)
