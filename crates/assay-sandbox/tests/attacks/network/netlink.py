"""Open netlink sockets: routes, audit, device events, connector.

gains: network settings, device events, bugs of the kernel's parsers
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(16, 3, 0), (16, 3, 9), (16, 3, 15), (16, 3, 11), (16, 3, 16)]))
