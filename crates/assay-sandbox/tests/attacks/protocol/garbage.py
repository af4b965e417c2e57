"""Write garbage to every descriptor there can be.

gains: a host that falls over what it reads
expect: contained
unconfined: not run: it would flood the terminal
"""
garbage = os.urandom(512)
for descriptor in range(1024):
    try:
        os.set_blocking(descriptor, False)
        os.write(descriptor, garbage)
    except OSError:
        pass
