"""Open a socket to the kernel's cryptography.

gains: bugs of rarely used code
expect: EPERM
unconfined: EAFNOSUPPORT
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(38, 5, 0)]))
