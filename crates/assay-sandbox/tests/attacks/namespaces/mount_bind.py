"""Bind the root into the work folder, and the runtime over it.

gains: the root, writable
expect: EPERM
unconfined: not run: it would mount on the machine
"""
BIND, RECURSIVE, MOVE = 4096, 16384, 8192
work = os.getcwd().encode()
attempt(*(lambda flags=flags: syscall("mount", b"/", work, 0, flags, 0) for flags in (BIND, BIND | RECURSIVE, MOVE)))
