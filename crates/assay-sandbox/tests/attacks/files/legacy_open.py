"""Reach the host's files with the oldest calls: open, creat, uselib.

gains: files, past a filter that only knows openat
expect: ENOENT
unconfined: obtained
"""
attempt(lambda: syscall("open", b"/etc/passwd", 0, 0))
