"""Enter the root and the work folder of other processes through /proc.

gains: the host's files
expect: ENOENT
unconfined: obtained
"""
attempt(
    lambda: os.listdir("/proc/1/root"),
    lambda: os.listdir(f"/proc/{os.getppid()}/root"),
    lambda: os.listdir("/proc/self/root"),
    lambda: os.listdir("/proc/1/cwd"),
)
