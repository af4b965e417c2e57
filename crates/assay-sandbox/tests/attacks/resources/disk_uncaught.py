"""Fill the work folder, and let the error end the program.

gains: the disk of the host
expect: work
unconfined: not run: it would fill the machine's disk
"""
for name in range(1000):
    with open(f"full{name}", "wb", buffering=0) as file:
        for _ in range(15):
            file.write(bytes(1 << 20))
