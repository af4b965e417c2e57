"""Make shared memory by name, through Python and through libc.

gains: memory that a later run reads
expect: ENOENT
unconfined: obtained
"""
from multiprocessing import shared_memory
attempt(
    lambda: shared_memory.SharedMemory("planted", create=True, size=4096),
    lambda: library("shm_open", b"/planted", os.O_CREAT | os.O_RDWR, 0o600),
    lambda: library("sem_open", b"/planted", os.O_CREAT, 0o600, 1, failure=0),
)
