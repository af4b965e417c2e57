"""Make the buffers of pipes as large as they go.

gains: memory of the kernel, and of the same user's other pipes
expect: EPERM
unconfined: obtained
"""
import fcntl
F_SETPIPE_SZ = 1031
attempt(*(lambda d=descriptor: fcntl.fcntl(d, F_SETPIPE_SZ, 1 << 20) for descriptor in (*os.pipe(), 0, 1, 2)))
