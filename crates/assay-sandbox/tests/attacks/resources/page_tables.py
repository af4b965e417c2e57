"""Read one page in each two megabytes, so that the kernel's tables take the memory, which no limit of data counts.

gains: memory of the kernel
expect: memory
expect.nobody: ENOMEM
unconfined: not run: it would take the machine's memory
limits: memory=64
"""
import mmap
NO_RESERVE = 0x4000
held = []
def fill():
    for _ in range(128):
        region = mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NO_RESERVE, prot=mmap.PROT_READ)
        for place in range(0, 1 << 30, 1 << 21):
            region[place]
        held.append(region)
    return "tables for 128 GB"
attempt(fill)
