"""Learn where memory lies: the next run lies there too, or it does not.

gains: addresses for an exploit in a later run
expect: same
expect.docker: differ
unconfined: differ
pair: same
accepted: children of one warm interpreter share its layout; an exploit of one's own process gains nothing, and others are out of reach
"""
report("drawn", ctypes.cast(libc.getpid, ctypes.c_void_p).value)
