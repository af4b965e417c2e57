"""Open sockets of RDS and KCM (CVE-2010-3904).

gains: bugs of rarely used code
expect: EPERM
unconfined: EAFNOSUPPORT
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(21, 5, 0), (41, 2, 0), (41, 5, 0)]))
