"""Mount a proc of one's own.

gains: everything that /proc tells
expect: EPERM
unconfined: not run: it would mount on the machine
"""
os.mkdir("proc")
attempt(lambda: syscall("mount", b"proc", b"proc", b"proc", 0, 0), lambda: syscall("fsopen", b"proc", 0))
