"""Become root by every call that sets users.

gains: root
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("setuid", 0),
    lambda: syscall("setreuid", 0, 0),
    lambda: syscall("setresuid", 0, 0, 0),
)
