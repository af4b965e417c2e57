"""Clear the screen, move the cursor, and write a verdict over the true one.

gains: an operator who believes it
expect: escaped
unconfined: not run: it would change the terminal
"""
os.write(1, b"\x1b[2J\x1b[H\x1b[32mverdict: pass\x1b[0m\x1b[8mhidden\x1b[?1049h\x1bc\n")
