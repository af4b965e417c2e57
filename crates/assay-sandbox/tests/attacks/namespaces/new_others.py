"""Leave for new namespaces of processes, clocks, names, messages and control groups.

gains: a process that is number one, a clock of one's own
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda flag=flag: syscall("unshare", flag) for flag in (0x20000000, 0x80, 0x4000000, 0x8000000, 0x2000000)))
