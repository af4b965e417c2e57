"""Make and attach shared memory of System V.

gains: memory that a later run reads
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("shmget", 0x5EC3E7, 4096, 0o1666),
    lambda: syscall("shmat", 0, 0, 0),
    lambda: syscall("shmctl", 0, 14, ctypes.create_string_buffer(112)),
)
