"""Read the map of one's own memory, and clear its soft-dirty bits.

gains: addresses for the next step of an exploit
expect: ENOENT
expect.docker: EACCES
unconfined: obtained
"""
attempt(
    lambda: open("/proc/self/maps").read(),
    lambda: open("/proc/self/pagemap", "rb").read(8),
    lambda: os.open("/proc/self/clear_refs", os.O_WRONLY),
)
