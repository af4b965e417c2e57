"""Call the kernel without pause, so that the time is the kernel's.

gains: the processor of the host
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
while True:
    os.getppid()
