"""Fault pages in and give them back without pause.

gains: the processor of the host, in the kernel
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
import mmap
region = mmap.mmap(-1, 1 << 24)
while True:
    region.write(bytes(1 << 24))
    region.seek(0)
    region.madvise(mmap.MADV_DONTNEED)
