"""Call prctl with every option.

gains: the option that nobody thought of
expect: EPERM
unconfined: not run: it would damage the process
"""
attempt(*(lambda option=option: syscall("prctl", option, 0, 0, 0, 0) for option in [*range(1, 80), 0x59616D61, 0x41555856, 0x53564D41] if option not in (3, 4, 15, 16)))
