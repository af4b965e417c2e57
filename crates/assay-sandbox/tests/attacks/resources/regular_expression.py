"""Match a pattern that takes exponential time, inside native code that hears no signal.

gains: a worker that never comes back
expect: cpu
unconfined: not run: it would not end
limits: cpu=1 wall=30
"""
import re
re.match("(a+)+b", "a" * 60)
