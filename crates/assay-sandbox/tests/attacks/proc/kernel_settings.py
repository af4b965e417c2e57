"""Change the program that the kernel starts for a core dump.

gains: a program of one's own as root on the host
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: not run: it would open the machine's kernel settings for writing
"""
attempt(
    lambda: os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY),
    lambda: os.open("/proc/sys/kernel/modprobe", os.O_WRONLY),
    lambda: os.open("/sys/kernel/uevent_helper", os.O_WRONLY),
    lambda: os.open("/proc/sysrq-trigger", os.O_WRONLY),
)
