"""Make the outputs non-blocking and without delay, modes that a shared description carries to the host.

gains: a host that loses output or spins
expect: contained
unconfined: not run: it is the report that is judged
"""
for descriptor in range(64):
    for mode in (os.O_NONBLOCK, os.O_APPEND, os.O_DIRECT, 0):
        try:
            import fcntl
            fcntl.fcntl(descriptor, fcntl.F_SETFL, mode)
        except OSError:
            pass
os.write(1, b"after\n")
