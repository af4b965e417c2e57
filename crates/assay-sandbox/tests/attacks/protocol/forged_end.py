"""Tell the host that the program has ended well, by the very mark of its own code inside, and go on.

gains: time that nobody counts, after the report
expect: contained
unconfined: not run: it would not end
limits: wall=5
"""
os.write(2, b"\0\xffended\xff\0" + b"\0")
os.closerange(0, 1024)
while True:
    pass
