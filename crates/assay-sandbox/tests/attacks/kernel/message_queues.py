"""Make message queues of System V and of POSIX.

gains: messages to a later run
expect: EPERM
unconfined: obtained
"""
attempt(lambda: syscall("msgget", 0x5EC3E7, 0o1666), lambda: syscall("mq_open", b"planted", os.O_CREAT | os.O_RDWR, 0o600, 0))
