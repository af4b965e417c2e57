"""Become root for files only, by the forgotten calls setfsuid and setfsgid.

gains: root's files
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("setfsuid", 0), lambda: syscall("setfsgid", 0))
