"""Print a link that shows another address than it leads to (OSC 8), and one in 8-bit form.

gains: a click
expect: escaped
unconfined: not run: it would change the terminal
"""
os.write(1, b"\x1b]8;;http://evil.example/\x1b\\report\x1b]8;;\x1b\\ \x9d8;;http://evil.example/\x9creport\x9d8;;\x9c\n")
