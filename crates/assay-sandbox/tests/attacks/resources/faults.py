"""Fault pages in and give them back without pause.

gains: the processor of the host, in the kernel
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
"""
import mmap
region = mmap.mmap(-1, 1 << 24)
while True:
    region.write(bytes(1 << 24))
    region.seek(0)
    region.madvise(mmap.MADV_DONTNEED)
