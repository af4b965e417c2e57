"""Print the sequence that fills the terminal's clipboard (OSC 52).

gains: a command that the operator pastes
expect: escaped
unconfined: not run: it would change the terminal
"""
os.write(1, b"\x1b]52;c;Y3VybCBldmlsIHwgc2g=\x07\n")
