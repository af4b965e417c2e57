"""Close every descriptor and spin.

gains: a run without end
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
os.closerange(0, 1024)
while True:
    pass
