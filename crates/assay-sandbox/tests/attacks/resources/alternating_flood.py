"""Write to both outputs in turn, each beneath its limit.

gains: twice the limit
expect: wall
unconfined: not run: it would not end
limits: output=64 wall=1
"""
while True:
    os.write(1, b"A" * 1000)
    os.write(2, b"B" * 1000)
