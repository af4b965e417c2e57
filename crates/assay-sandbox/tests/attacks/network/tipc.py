"""Open sockets of TIPC (CVE-2021-43267).

gains: bugs of rarely used code
expect: EPERM
unconfined: EAFNOSUPPORT
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(30, 5, 0), (30, 2, 0), (30, 1, 0)]))
