"""Open performance counters, of oneself and of the machine.

gains: what the neighbours compute; bugs of a large surface
expect: EPERM
unconfined: obtained
"""
attributes = ctypes.create_string_buffer(128)
ctypes.c_uint32.from_buffer(attributes, 0).value = 1
ctypes.c_uint32.from_buffer(attributes, 4).value = 128
attempt(*(lambda p=process, c=core: syscall("perf_event_open", attributes, p, c, -1, 0) for process, core in ((0, -1), (-1, 0), (1, -1))))
