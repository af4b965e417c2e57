"""Open shared memory and message queues by their paths.

gains: memory of other processes (a shared /dev/shm)
expect: ENOENT
expect.docker: EACCES+ENOENT
unconfined: obtained
"""
attempt(
    lambda: os.listdir("/dev/shm"),
    lambda: os.open("/dev/shm/planted", os.O_CREAT | os.O_RDWR),
    lambda: os.listdir("/dev/mqueue"),
)
