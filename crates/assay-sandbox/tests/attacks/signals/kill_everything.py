"""Kill every process there is, and the own group.

gains: a host without processes
expect: EPERM
unconfined: not run: it would end the machine
"""
attempt(lambda: os.kill(-1, 9), lambda: os.kill(0, 9), lambda: os.killpg(0, 9), lambda: os.killpg(1, 9))
