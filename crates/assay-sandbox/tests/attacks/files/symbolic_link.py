"""Leave a symbolic link to the host's accounts in the work folder.

gains: a host that copies /etc/shadow when it collects files (CVE-2024-28185)
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: os.symlink("/etc/shadow", "result.csv"),
    lambda: syscall("symlinkat", b"../../../../etc/shadow", ANYWHERE_BELOW_HERE, b"result.json"),
)
