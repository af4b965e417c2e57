"""Make oneself dumpable and let anybody trace.

gains: a neighbour that may attach
expect: EPERM
unconfined: obtained
"""
DUMPABLE, PTRACER = 4, 0x59616D61
attempt(lambda: syscall("prctl", DUMPABLE, 1, 0, 0, 0), lambda: syscall("prctl", PTRACER, -1, 0, 0, 0))
