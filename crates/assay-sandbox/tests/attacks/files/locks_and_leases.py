"""Take a lease on a file of the runtime, so that whoever opens it waits.

gains: a host that hangs
expect: EPERM
expect.docker: EACCES+EPERM
unconfined: obtained
"""
import fcntl
attempt(
    lambda: fcntl.fcntl(os.open(os.__file__, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK),
    lambda: fcntl.fcntl(os.open("/", os.O_RDONLY), fcntl.F_NOTIFY, 1),
)
