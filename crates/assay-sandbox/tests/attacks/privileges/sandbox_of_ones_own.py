"""Make a Landlock domain, and change the security module's attributes.

gains: rules upon rules until the kernel has none left
expect: EPERM
unconfined: obtained
"""
attempt(
    lambda: syscall("landlock_create_ruleset", 0, 0, 1),
    lambda: syscall("landlock_restrict_self", 0, 0),
)
