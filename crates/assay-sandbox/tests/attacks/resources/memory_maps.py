"""Fill memory with mappings that Python does not count.

gains: the memory of the host
expect: memory
expect.nobody: ENOMEM
unconfined: not run: it would take the machine's memory
limits: memory=96
"""
import mmap
held = []
def fill():
    while True:
        page = mmap.mmap(-1, 1 << 22)
        for place in range(0, 1 << 22, 4096):
            page[place] = 1
        held.append(page)
attempt(fill)
