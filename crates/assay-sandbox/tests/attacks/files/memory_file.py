"""Make files in memory, to run or to pass on.

gains: a program without a path
expect: EPERM
unconfined: obtained
"""
attempt(lambda: os.memfd_create("hidden", 0), lambda: syscall("memfd_create", b"sealed", 2), lambda: syscall("memfd_secret", 0))
