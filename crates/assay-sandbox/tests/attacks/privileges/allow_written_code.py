"""Take back the rule against memory that is both written and executed.

gains: machine code of one's own
expect: EPERM
unconfined: obtained
"""
SET_MDWE = 65
attempt(lambda: syscall("prctl", SET_MDWE, 0, 0, 0, 0), lambda: syscall("prctl", SET_MDWE, 2, 0, 0, 0))
