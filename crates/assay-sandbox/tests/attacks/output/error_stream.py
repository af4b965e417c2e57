"""Send the terminal's sequences through standard error.

gains: a terminal changed through the stream nobody filters
expect: escaped
unconfined: not run: it would change the terminal
"""
os.write(2, b"\x1b]0;owned\x07\x1b]52;c;AAAA\x07\x9b2J\n")
