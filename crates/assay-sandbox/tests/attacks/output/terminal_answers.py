"""Ask the terminal questions whose answers are typed into the shell: DECRQSS, the title, the answerback.

gains: commands typed for the operator
expect: escaped
unconfined: not run: it would change the terminal
"""
os.write(1, b"\x1bP$qm\x1b\\\x1b[21t\x05\x1b[c\x1b[6n\x1bP+q544e\x1b\\\x1b_Ga=q;AAAA\x1b\\\n")
