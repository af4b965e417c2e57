"""Kill the parent.

gains: a host that no longer enforces anything
expect: EPERM
unconfined: not run: it would kill the shell
"""
attempt(lambda: os.kill(os.getppid(), 9), lambda: os.kill(1, 9), lambda: os.kill(os.getppid(), 19))
