"""Ask for the parent, the group and the session.

gains: process numbers of the host
expect: absent
unconfined: obtained
"""
search((name, found) for name, found in (("parent", os.getppid()), ("group", os.getpgrp()), ("session", os.getsid(0))) if found > 10)
