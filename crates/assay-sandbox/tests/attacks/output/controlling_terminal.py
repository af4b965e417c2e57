"""Take the controlling terminal.

gains: the operator's keys
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(lambda: os.open("/dev/tty", os.O_RDWR), lambda: os.open("/dev/pts/0", os.O_RDWR), lambda: os.open("/dev/ptmx", os.O_RDWR), lambda: os.listdir("/dev/pts"))
