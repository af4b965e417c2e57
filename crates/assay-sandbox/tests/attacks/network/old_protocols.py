"""Open sockets of AX.25, IPX, AppleTalk, X.25, LLC, PPPoX, ATM.

gains: bugs of rarely used code
expect: EPERM
unconfined: EAFNOSUPPORT
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(3, 5, 0), (4, 2, 0), (5, 2, 0), (9, 5, 0), (26, 1, 0), (24, 1, 0), (20, 2, 0)]))
