"""Write one line that is longer than the limit.

gains: a host that waits for the end of a line
expect: output
unconfined: not run: it would flood the terminal
limits: output=64
"""
sys.stdout.write("A" * (1 << 24))
sys.stdout.flush()
