"""Close every descriptor and spin.

gains: a run without end
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
"""
os.closerange(0, 1024)
while True:
    pass
