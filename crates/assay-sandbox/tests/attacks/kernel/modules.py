"""Load and remove modules of the kernel.

gains: the kernel
expect: EPERM
unconfined: not run: it would change the machine's kernel
"""
attempt(
    lambda: syscall("init_module", bytes(64), 64, b""),
    lambda: syscall("finit_module", 0, b"", 0),
    lambda: syscall("delete_module", b"ext4", 0o4000),
)
