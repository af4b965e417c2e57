"""Enter the root and the work folder of other processes through /proc.

gains: the host's files
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(
    lambda: os.listdir("/proc/1/root"),
    lambda: os.listdir(f"/proc/{os.getppid()}/root"),
    lambda: os.listdir("/proc/self/root"),
    # Not that of process 1: the attack may be that one itself.
    lambda: os.listdir(f"/proc/{os.getppid()}/cwd"),
)
