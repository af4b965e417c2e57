"""Write an account of every process to a file of one's own.

gains: what others run
expect: EPERM
unconfined: not run: it would change the machine's accounting
"""
open("account", "w").write("")
attempt(lambda: syscall("acct", b"account"), lambda: syscall("acct", 0))
