"""Read and clear the kernel's log.

gains: addresses, serial numbers; no traces
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("syslog", 10, 0, 0), lambda: syscall("syslog", 3, bytes(100), 100))
