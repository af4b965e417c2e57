"""Find the control groups and become their release agent (CVE-2022-0492).

gains: a program of one's own as root on the host; limits of one's own
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(
    lambda: os.listdir("/sys/fs/cgroup"),
    lambda: open("/proc/self/cgroup").read(),
    lambda: os.open("/sys/fs/cgroup/memory/release_agent", os.O_WRONLY),
)
