"""Reach the host's files with the oldest calls: open and creat.

gains: files, past a filter that only knows openat
expect: EPERM
unconfined: obtained
architecture: x86_64
"""
attempt(lambda: syscall("open", b"/etc/passwd", 0, 0), lambda: syscall("creat", b"made", 0o600))
