"""Call by the numbers of x32.

gains: calls that the filter does not name
expect: EPERM
unconfined: ENOSYS
architecture: x86_64
"""
X32 = 0x40000000
attempt(*(lambda n=n: syscall(X32 | n, 0, 0, 0) for n in (0, 9, 41, 57, 59, 101, 165, 512, 520, 545)))
