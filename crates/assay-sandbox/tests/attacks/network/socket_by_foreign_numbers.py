"""Open a socket by the numbers of x32 and by numbers with high bits set.

gains: the internet, past a filter that compares 64-bit numbers
expect: EPERM
unconfined: ENOSYS
architecture: x86_64
"""
attempt(*(lambda call=call: syscall(call, 2, 1, 0) for call in (0x40000000 | 41, 0x80000000 | 41, 0xC0000000 | 41)))
