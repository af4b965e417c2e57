"""Make a file of the work folder setuid for everybody.

gains: the owner's rights for whoever starts the file outside
expect: EPERM
unconfined: obtained
"""
open("escalate", "w").write("#!/bin/sh\n")
attempt(
    lambda: os.chmod("escalate", 0o4755),
    lambda: syscall("fchmodat", ANYWHERE_BELOW_HERE, b"escalate", 0o4755),
    lambda: os.fchmod(os.open("escalate", os.O_RDWR), 0o6755),
    lambda: syscall("fchmodat2", ANYWHERE_BELOW_HERE, b"escalate", 0o4755, 0),
)
