"""Fork through libc: fork, vfork's wrapper in posix_spawn, popen, daemon, forkpty.

gains: a process that outlives the run
expect: EPERM
unconfined: not run: both processes would answer
"""
libc.popen.restype = ctypes.c_void_p
attempt(
    lambda: library("fork"),
    lambda: library("popen", b"/bin/true", b"r", failure=None),
    lambda: library("daemon", 1, 1),
)
