"""Open sockets of IPv6, which a rule for IPv4 forgets.

gains: the internet
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(10, 1, 0), (10, 2, 0), (10, 3, 58)]))
