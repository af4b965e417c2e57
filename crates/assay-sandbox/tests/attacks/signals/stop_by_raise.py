"""Stop oneself by the one signal that may be sent, the one to oneself.

gains: a run without end
expect: absent
unconfined: not run: it would stop
limits: wall=2
"""
try:
    library("raise", 19)
except OSError:
    pass
report("absent")
