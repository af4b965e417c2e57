"""Write to standard output without end.

gains: the memory and the disk of the host
expect: output
unconfined: not run: it would not end
limits: output=64
"""
while True:
    os.write(1, b"A" * 65536)
