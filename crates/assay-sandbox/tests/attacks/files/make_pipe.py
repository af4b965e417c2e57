"""Leave a named pipe and a socket's node for the host to open while it collects files.

gains: a host that hangs in open
expect: EPERM
unconfined: obtained
"""
attempt(lambda: os.mkfifo("pipe"), lambda: os.mknod("socket", 0o140600))
