"""Fill memory with small objects.

gains: the memory of the host
expect: memory
unconfined: not run: it would take the machine's memory
limits: memory=96
"""
held = []
while True:
    held.append([0] * 100)
