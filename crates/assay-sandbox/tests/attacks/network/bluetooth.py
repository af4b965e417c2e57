"""Open Bluetooth sockets: L2CAP, HCI, SCO, RFCOMM.

gains: bugs of rarely used code (BleedingTooth)
expect: EPERM
unconfined: EAFNOSUPPORT
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(31, 5, 0), (31, 3, 1), (31, 5, 2), (31, 1, 3)]))
