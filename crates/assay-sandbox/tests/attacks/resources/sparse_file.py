"""Make a file of a petabyte that holds nothing.

gains: a host that copies a petabyte
expect: EFBIG
unconfined: EFBIG
"""
sparse = os.open("sparse", os.O_CREAT | os.O_RDWR)
attempt(
    lambda: os.ftruncate(sparse, 1 << 50),
    lambda: os.pwrite(sparse, b"x", 1 << 50),
)
