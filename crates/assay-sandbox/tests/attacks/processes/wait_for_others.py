"""Wait for children of the parent and for any process.

gains: what others returned
expect: EPERM
unconfined: ECHILD
"""
attempt(lambda: os.waitpid(-1, os.WNOHANG), lambda: os.waitpid(1, os.WNOHANG))
