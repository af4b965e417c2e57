"""Call the kernel without pause, so that the time is the kernel's.

gains: the processor of the host
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
"""
while True:
    os.getppid()
