"""Store and read keys in the kernel's keyrings, which outlive a process.

gains: keys of the user, a store that a later run reads
expect: EPERM
unconfined: obtained
"""
SESSION, USER, READ = -3, -4, 11
attempt(
    lambda: syscall("add_key", b"user", b"planted", b"bytes", 5, SESSION),
    lambda: syscall("add_key", b"user", b"planted", b"bytes", 5, USER),
    lambda: syscall("request_key", b"user", b"planted", 0, 0),
    lambda: syscall("keyctl", 0, SESSION, 1),
    lambda: syscall("keyctl", READ, SESSION, 0, 0),
)
