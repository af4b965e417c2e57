"""Rewrite what the kernel keeps of one's own memory: code, stack, arguments, the file of the program.

gains: a false name in the host's list of processes
expect: EPERM
unconfined: not run: it would damage the process
"""
MM = 35
attempt(*(lambda field=field: syscall("prctl", MM, field, 0, 0, 0) for field in range(1, 16)))
