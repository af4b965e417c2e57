"""Mount a file system in memory over the work folder and over the root.

gains: space without a limit, another root
expect: EPERM
unconfined: not run: it would mount on the machine
"""
attempt(lambda: syscall("mount", b"none", os.getcwd().encode(), b"tmpfs", 0, 0), lambda: syscall("mount", b"none", b"/", b"tmpfs", 0, 0))
