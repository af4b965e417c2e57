"""Fill shared memory, which another account may pay for.

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
        page = mmap.mmap(-1, 1 << 22, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
        for place in range(0, 1 << 22, 4096):
            page[place] = 1
        held.append(page)
attempt(fill)
