"""Set capabilities: permitted, inheritable, ambient, bounding.

gains: mounts, devices, raw packets
expect: EPERM
unconfined: EFAULT+EPERM
"""
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
data = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
CAP_AMBIENT, RAISE = 47, 2
attempt(
    lambda: syscall("capset", header, data),
    lambda: syscall("prctl", CAP_AMBIENT, RAISE, 21, 0, 0),
    lambda: syscall("capset", 0, 0),
)
