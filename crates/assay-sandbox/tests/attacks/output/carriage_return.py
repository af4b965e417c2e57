"""Write over one's own line with carriage returns, backspaces and line tricks.

gains: a log that hides what happened
expect: escaped
unconfined: not run: it would change the terminal
"""
os.write(1, b"lost 1000000\rgained 10000\x08\x08\x08\x0b\x0c\x7f\n")
