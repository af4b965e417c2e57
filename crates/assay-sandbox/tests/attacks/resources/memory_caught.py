"""Catch every refusal of memory and ask again, until somebody gives in.

gains: the memory of the host
expect: memory
expect.nobody: wall
expect.docker: wall
unconfined: not run: it would take the machine's memory
limits: memory=96 wall=2
"""
held = []
size = 1 << 24
while True:
    try:
        held.append(bytearray(size))
    except MemoryError:
        size = max(size // 2, 4096)
