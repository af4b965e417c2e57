"""Fill the work folder with bytes.

gains: the disk of the host
expect: ENOSPC
unconfined: not run: it would fill the machine's disk
"""
def fill():
    for name in range(1000):
        with open(f"full{name}", "wb", buffering=0) as file:
            for _ in range(15):
                file.write(bytes(1 << 20))
    return "15 GB"
attempt(fill)
