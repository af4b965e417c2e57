"""Walk out to the frames of whoever called us, and change their names.

gains: the host's code inside, with its descriptors
expect: contained
unconfined: not run: it is the report that is judged
"""
frame = sys._getframe()
while frame.f_back:
    frame = frame.f_back
    frame.f_trace = lambda *_: 1 / 0
    for space in (frame.f_globals, frame.f_locals):
        for name in list(space):
            if not name.startswith("__"):
                space[name] = None
