"""Make timers until there are no more.

gains: memory of the kernel
expect: EPERM
unconfined: EAGAIN
"""
def fill():
    for _ in range(1_000_000):
        syscall("timer_create", 1, 0, ctypes.byref(ctypes.c_int()))
    return "a million timers"
attempt(fill)
