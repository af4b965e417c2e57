"""Look whether one is root, holds a capability or a group of the host.

gains: root
expect: absent
unconfined: obtained
"""
def findings():
    if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid()):
        yield "root", os.getresuid(), os.getresgid()
    if 0 in os.getgroups():
        yield "root's group", os.getgroups()
search(findings())
