"""Wait for a descriptor on which nothing comes.

gains: a worker that never comes back
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
reader, writer = os.pipe()
os.read(reader, 1)
