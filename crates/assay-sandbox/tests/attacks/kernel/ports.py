"""Ask for the processor's input and output ports.

gains: every device of the machine
expect: EPERM
unconfined: ENOSYS
architecture: x86_64
"""
attempt(lambda: syscall("ioperm", 0x80, 1, 1), lambda: syscall("iopl", 3))
