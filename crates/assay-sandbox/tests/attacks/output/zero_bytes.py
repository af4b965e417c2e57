"""Print zero bytes and other control characters.

gains: a log that is cut for some of its readers
expect: escaped
unconfined: not run: it would change the terminal
"""
os.write(1, bytes(range(32)) + bytes([127]) + b"after\n")
