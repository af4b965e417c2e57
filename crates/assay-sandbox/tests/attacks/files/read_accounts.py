"""Read the host's list of accounts.

gains: names of accounts to attack next
expect: ENOENT
unconfined: obtained
"""
attempt(lambda: open("/etc/passwd").read(), lambda: open("/etc/shadow").read(), lambda: open("/etc/hostname").read())
