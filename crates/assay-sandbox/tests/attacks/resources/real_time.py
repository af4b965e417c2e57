"""Become a process of real time, which is never made to wait.

gains: a core of the host
expect: EPERM
unconfined: obtained
"""
attributes = ctypes.create_string_buffer(56)
ctypes.c_uint32.from_buffer(attributes).value = 56
attempt(
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)),
    lambda: os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0)),
    lambda: syscall("sched_setattr", 0, attributes, 0),
)
