"""Open a UDP socket, as a question to a name server needs.

gains: a channel for data through names
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(2, 2, 0), (2, 2, 17)]))
