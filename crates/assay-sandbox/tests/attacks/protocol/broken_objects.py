"""Overwrite the interpreter's own objects: None, true, and the type of types.

gains: a host that crashes with its child
expect: SIGSEGV
unconfined: not run: it ends by a signal
"""
for thing in (type, None, True, object):
    ctypes.memset(id(thing), 0x41, 48)
print(type(1))
