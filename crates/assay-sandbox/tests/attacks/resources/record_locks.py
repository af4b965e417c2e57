"""Lock a million single bytes of a file.

gains: memory of the kernel
expect: EPERM
unconfined: obtained
limits: wall=5
"""
import fcntl
locked = os.open("locked", os.O_CREAT | os.O_RDWR)
def fill():
    for place in range(0, 20_000, 2):
        fcntl.lockf(locked, fcntl.LOCK_EX, 1, place)
    return "10,000 locks"
attempt(fill)
