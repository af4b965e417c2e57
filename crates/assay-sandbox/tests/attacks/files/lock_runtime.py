"""Lock a file of the runtime that other runs may lock too.

gains: other runs that wait
expect: EPERM
unconfined: obtained
"""
import fcntl
attempt(lambda: fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB))
