"""Catch every exception there is, and go on.

gains: a run without end
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
