"""Open raw sockets: ICMP, and IP with headers of one's own.

gains: forged packets
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(2, 3, 1), (2, 3, 255), (2, 2, 1)]))
