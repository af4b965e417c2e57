"""Open the host's root by its guessed handle, inode 2, the Shocker escape.

gains: every file of the host
expect: EPERM
expect.docker: EACCES
unconfined: obtained
"""
handle = bytes([8, 0, 0, 0, 1, 0, 0, 0]) + bytes([2, 0, 0, 0, 0, 0, 0, 0])
attempt(lambda: syscall("open_by_handle_at", os.open("/", os.O_RDONLY), handle, 0))
