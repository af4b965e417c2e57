"""Fork by the raw numbers of fork and vfork.

gains: a process that outlives the run
expect: EPERM
unconfined: not run: both processes would answer
architecture: x86_64
"""
attempt(lambda: syscall("fork"), lambda: syscall("vfork"))
