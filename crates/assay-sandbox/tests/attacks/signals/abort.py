"""Abort, which signals oneself.

gains: a core dump with the memory of the parent
expect: SIGSEGV
unconfined: not run: it ends by a signal
"""
os.abort()
