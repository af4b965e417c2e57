"""Match a pattern that takes exponential time, inside native code that hears no signal.

gains: a worker that never comes back
expect: wall
unconfined: not run: it would not end
limits: wall=1
"""
import re
re.match("(a+)+b", "a" * 60)
