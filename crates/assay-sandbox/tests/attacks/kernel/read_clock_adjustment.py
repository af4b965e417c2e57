"""Read how the clock of the machine is adjusted.

gains: the state of the time service
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("adjtimex", ctypes.create_string_buffer(208)))
