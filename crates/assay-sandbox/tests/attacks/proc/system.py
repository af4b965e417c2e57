"""List what sysfs tells of the machine.

gains: devices, network cards, serial numbers
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(*(lambda path=path: os.listdir(path) for path in ("/sys", "/sys/class/net", "/sys/kernel/debug", "/sys/fs/bpf")))
