"""Open sockets of QRTR, SMC and MCTP.

gains: bugs of rarely used code
expect: EPERM
unconfined: EAFNOSUPPORT
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(42, 2, 0), (43, 1, 0), (45, 2, 0)]))
