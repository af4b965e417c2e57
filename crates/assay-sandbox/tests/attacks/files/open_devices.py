"""Open the devices of the host.

gains: memory, disks, virtual machines, packets, the kernel's log
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(*(
    lambda name=name: os.open("/dev/" + name, os.O_RDWR)
    for name in ("mem", "kmem", "port", "kmsg", "vda", "sda", "nvme0n1", "kvm", "fuse", "net/tun", "vhost-vsock", "loop-control",
                 "userfaultfd", "mapper/control", "dri/card0", "snapshot", "tty", "console", "ptmx", "vcs", "input/event0")
))
