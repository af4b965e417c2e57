"""Read addresses and memory of the kernel.

gains: where the kernel's code lies
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(*(lambda path=path: open(path, "rb").read(100) for path in ("/proc/kallsyms", "/proc/kcore", "/proc/iomem", "/boot/System.map")))
