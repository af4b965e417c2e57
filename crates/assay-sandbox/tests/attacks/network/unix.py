"""Open Unix sockets: streams, datagrams, packets.

gains: every service that listens on a path or a name, Docker's among them
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", 1, kind, 0) for kind in (1, 2, 5)))
