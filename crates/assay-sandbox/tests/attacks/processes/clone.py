"""Clone with every set of flags that makes processes.

gains: a process that outlives the run
expect: EPERM
unconfined: not run: the copies would answer too
"""
SIGCHLD, PARENT, UNTRACED, NEW_PROCESS_IDS, NEW_USERS = 17, 0x8000, 0x800000, 0x20000000, 0x10000000
attempt(*(lambda flags=flags: syscall("clone", flags, 0, 0, 0, 0)
          for flags in (SIGCHLD, SIGCHLD | PARENT, SIGCHLD | UNTRACED, 0, NEW_PROCESS_IDS | SIGCHLD, NEW_USERS | SIGCHLD)))
