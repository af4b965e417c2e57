"""Change the processor's local descriptor table.

gains: segments of one's own (the espfix and LDT bugs)
expect: EPERM
unconfined: obtained
architecture: x86_64
"""
entry = (ctypes.c_uint32 * 4)(0, 0, 0xFFFFF, 0x51)
attempt(
    lambda: syscall("modify_ldt", 1, entry, 16),
    lambda: syscall("modify_ldt", 0, entry, 16),
    lambda: syscall("set_thread_area", entry),
)
