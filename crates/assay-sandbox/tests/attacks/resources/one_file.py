"""Write one file without end.

gains: the disk of the host
expect: EFBIG
unconfined: not run: it would fill the machine's disk
"""
def fill():
    written = 0
    with open("full", "wb", buffering=0) as file:
        while written < 1 << 36:
            written += file.write(bytes(1 << 20))
    return written
attempt(fill)
