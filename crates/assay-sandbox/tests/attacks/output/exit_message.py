"""Send the terminal's sequences through the message of an exit.

gains: a terminal changed through an exit
expect: escaped
unconfined: not run: it would change the terminal
"""
raise SystemExit("\x1b]52;c;AAAA\x07\x1b[2J \u202e")
