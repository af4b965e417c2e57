"""Replace oneself by a shell, by Python, by the dynamic loader.

gains: a fresh program with the same rights
expect: EPERM
unconfined: not run: the program would be replaced
"""
attempt(
    lambda: os.execv("/bin/sh", ["sh", "-c", "id"]),
    lambda: os.execv(sys.executable or "/usr/bin/python3", ["python3", "-c", "pass"]),
    lambda: os.execve("/lib64/ld-linux-x86-64.so.2", ["ld.so"], {"LD_PRELOAD": "/work/planted.so"}),
    lambda: syscall("execve", b"/proc/self/exe", 0, 0),
)
