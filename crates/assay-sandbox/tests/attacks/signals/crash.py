"""Crash with a wild pointer.

gains: a core dump with the memory of the parent, a supervisor that falls with its child
expect: SIGSEGV
unconfined: not run: it ends by a signal
"""
ctypes.string_at(8)
