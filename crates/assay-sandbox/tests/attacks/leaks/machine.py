"""Ask for the kernel, the number of cores, the memory and the load of the machine.

gains: which host this is, how busy it is
expect: obtained
unconfined: obtained
accepted: uname, sysinfo and the processor's own instructions cannot be answered differently without tracing every call
"""
information = ctypes.create_string_buffer(128)
attempt(lambda: (os.uname().release, os.cpu_count(), libc.sysinfo(information), information.raw[:32]))
