"""Write to standard error without end.

gains: the memory and the disk of the host
expect: wall
unconfined: not run: it would not end
limits: output=64 wall=1
"""
while True:
    os.write(2, b"A" * 65536)
