"""Touch one page in each two megabytes, so that tables take the memory.

gains: memory of the kernel
expect: memory
unconfined: not run: it would take the machine's memory
limits: memory=96
"""
import mmap
NO_RESERVE = 0x4000
held = []
while True:
    region = mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NO_RESERVE)
    for place in range(0, 1 << 30, 1 << 21):
        region[place] = 1
    held.append(region)
