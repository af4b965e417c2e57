"""Send the terminal's sequences through the message and the type of an exception.

gains: a terminal changed through an error
expect: escaped
unconfined: not run: it would change the terminal
"""
raise type("Error\x1b[2J", (Exception,), {})("\x1b]52;c;AAAA\x07 \u202e <script>alert(1)</script>")
