"""Set and bend the clocks of the machine.

gains: certificates that are valid again, orders with a false time
expect: EPERM
unconfined: not run: it would set the machine's clock
"""
moment = (ctypes.c_int64 * 2)(0, 0)
adjustment = ctypes.create_string_buffer(208)
ctypes.c_uint32.from_buffer(adjustment).value = 1
attempt(
    lambda: syscall("settimeofday", moment, 0),
    lambda: syscall("clock_settime", 0, moment),
    lambda: syscall("adjtimex", adjustment),
    lambda: syscall("clock_adjtime", 0, adjustment),
)
