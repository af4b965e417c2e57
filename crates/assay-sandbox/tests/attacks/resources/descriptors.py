"""Open descriptors until there are no more.

gains: the descriptors of the host
expect: EMFILE
expect.docker: EACCES+EMFILE
unconfined: EMFILE
"""
def fill():
    return [os.open("/", os.O_RDONLY) for _ in range(2_000_000)]
attempt(fill, lambda: [os.dup(1) for _ in range(2_000_000)], lambda: [os.pipe() for _ in range(1_000_000)])
