"""Leave the session and the process group.

gains: survival when the group is killed
expect: EPERM
unconfined: obtained
"""
attempt(os.setsid, lambda: os.setpgid(0, 0), lambda: os.setpgid(0, 1))
