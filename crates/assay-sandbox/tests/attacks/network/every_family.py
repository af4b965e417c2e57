"""Open a socket of every family and type there is or will be, with every flag.

gains: the family that the filter forgot
expect: EPERM
unconfined: obtained
"""
attempt(*(
    lambda family=family, kind=kind: syscall("socket", family, kind, 0)
    for family in [*range(64), -1, 2 ** 32 + 2, 2 ** 63 + 1]
    for kind in (1, 2, 3, 4, 5, 6, 10, 1 | 0o2000000 | 0o4000)
))
