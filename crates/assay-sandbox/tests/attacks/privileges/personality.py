"""Change the personality: no randomised addresses, readable means executable, old system calls.

gains: an easier target
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda value=value: syscall("personality", value) for value in (0x0040000, 0x0400000, 0x0008, 0x0800000)))
