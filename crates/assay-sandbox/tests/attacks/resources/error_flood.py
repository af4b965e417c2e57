"""Write to standard error without end.

gains: the memory and the disk of the host
expect: output
unconfined: not run: it would not end
limits: output=64
"""
while True:
    os.write(2, b"A" * 65536)
