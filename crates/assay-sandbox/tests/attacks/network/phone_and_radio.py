"""Open sockets of Phonet, NFC, CAIF, IEEE 802.15.4.

gains: bugs of rarely used code
expect: EPERM
unconfined: EAFNOSUPPORT
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(35, 2, 0), (39, 5, 0), (37, 5, 0), (36, 2, 0)]))
