"""Map memory that is both written and executed.

gains: machine code of one's own
expect: EACCES
unconfined: obtained
"""
import mmap
attempt(lambda: mmap.mmap(-1, 4096, prot=7), lambda: mmap.mmap(-1, 4096, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, prot=6))
