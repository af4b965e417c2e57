"""Raise one's own limits, and lower those of others.

gains: all that the limits withhold
expect: EPERM
unconfined: obtained
"""
import resource
endless = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
attempt(*(
    one
    for kind in range(16)
    for one in (
        lambda k=kind: resource.setrlimit(k, endless),
        lambda k=kind: resource.prlimit(os.getppid() or 1, k, (0, 0)),
        lambda k=kind: resource.setrlimit(k, (0, 0)) if k in (1, 4) else syscall("setrlimit", k, bytes(16)),
    )
))
