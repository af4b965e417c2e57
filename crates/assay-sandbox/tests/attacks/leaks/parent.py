"""Ask for the parent, the group and the session.

gains: process numbers of the host
expect: absent
unconfined: not run: the namespaces that keep the trial from the machine answer it too
"""
def findings():
    for ask in (os.getppid, os.getpgrp, lambda: os.getsid(0)):
        try:
            found = ask()
        except OSError:
            continue
        if found > 10:
            yield found
search(findings())
