"""Keep capabilities over a change of user, and set the bits that undo root's special treatment.

gains: capabilities that survive
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("prctl", 28, 0x3F, 0, 0, 0), lambda: syscall("prctl", 8, 1, 0, 0, 0))
