"""Make descriptors of signals and of events.

gains: waiting that no filter sees
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("signalfd4", -1, bytes(8), 8, 0))
