"""Read standard input to its end: it has nothing, and it ends.

gains: what the operator types
expect: absent
unconfined: not run: it would wait for the terminal
"""
search(held for held in [os.read(0, 4096)] if held)
