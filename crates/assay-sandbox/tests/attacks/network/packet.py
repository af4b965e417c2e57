"""Open packet sockets (CVE-2020-14386).

gains: everything on the wire
expect: EPERM
unconfined: obtained
"""
attempt(*(lambda kind=kind: syscall("socket", *kind) for kind in [(17, 3, 768), (17, 2, 768), (17, 10, 768)]))
