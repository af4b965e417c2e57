"""Put each output in the place of every other descriptor.

gains: outputs that go where the host keeps its own
expect: contained
unconfined: not run: it would take the terminal's descriptors
"""
for descriptor in range(3, 1024):
    for output in (0, 1, 2):
        try:
            os.fstat(descriptor)
            os.dup2(output, descriptor)
        except OSError:
            pass
print("after")
