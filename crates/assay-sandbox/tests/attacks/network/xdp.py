"""Open a socket of AF_XDP.

gains: rings shared with the kernel
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(44, 3, 0)]))
