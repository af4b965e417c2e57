"""Reserve the blocks of a file of a gigabyte without writing them.

gains: the disk of the host
expect: EPERM
unconfined: obtained
"""
reserved = os.open("reserved", os.O_CREAT | os.O_RDWR)
attempt(lambda: os.posix_fallocate(reserved, 0, 1 << 30), lambda: syscall("fallocate", reserved, 1, 0, 1 << 30))
