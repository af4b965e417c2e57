"""Ask for signals on the pipes that the host gave.

gains: a host that is interrupted
expect: EPERM
unconfined: obtained
"""
import fcntl
O_ASYNC = 0o20000
attempt(*(
    lambda d=descriptor: fcntl.fcntl(d, fcntl.F_SETFL, O_ASYNC | fcntl.fcntl(d, fcntl.F_GETFL)) for descriptor in (0, 1, 2)
))
