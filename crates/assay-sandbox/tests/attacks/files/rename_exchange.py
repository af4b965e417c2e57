"""Exchange a file of the work folder with one of the runtime.

gains: a module of one's own in the runtime
expect: EPERM
unconfined: not run: it would change the machine's Python
"""
open("mine", "w").write("")
attempt(lambda: syscall("renameat2", ANYWHERE_BELOW_HERE, b"mine", ANYWHERE_BELOW_HERE, os.__file__.encode(), 2))
