"""Open a descriptor again with other rights through /proc/self/fd.

gains: a pipe or shared memory of the host, writable
expect: ENOENT
expect.docker: EACCES
unconfined: obtained
"""
attempt(
    lambda: os.open("/proc/self/fd/1", os.O_RDWR),
    lambda: os.open("/dev/fd/1", os.O_RDWR),
    lambda: os.open("/dev/stdin", os.O_RDWR),
    lambda: os.listdir("/proc/self/fd"),
)
