"""Catch every exception there is, and go on.

gains: a run without end
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
"""
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
