"""Move and age pages of other processes.

gains: a slower host, which pages it uses
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("move_pages", os.getpid(), 0, 0, 0, 0, 0),
    lambda: syscall("migrate_pages", os.getpid(), 0, 0, 0),
    lambda: syscall("process_madvise", 0, 0, 0, 20, 0),
    lambda: syscall("process_mrelease", 0, 0),
)
