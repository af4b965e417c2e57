"""Open a TCP socket over IPv4.

gains: the internet, and every service of the host
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(2, 1, 0), (2, 1, 6)]))
