"""Open sockets of CAN.

gains: bugs of rarely used code
expect: EPERM
unconfined: EAFNOSUPPORT
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(29, 3, 1), (29, 2, 2), (29, 2, 6)]))
