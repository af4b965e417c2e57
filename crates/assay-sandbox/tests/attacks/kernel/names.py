"""Set the names of the machine.

gains: a host that others no longer find
expect: EPERM
unconfined: not run: it would rename the machine
"""
attempt(lambda: syscall("sethostname", b"owned", 5), lambda: syscall("setdomainname", b"owned", 5))
