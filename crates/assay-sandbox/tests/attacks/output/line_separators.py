"""Print separators that only some programs take for the end of a line.

gains: a line of one's own in the log
expect: escaped
unconfined: not run: it is the report that is judged
"""
os.write(1, "first\u2028second\u2029third\u0085fourth\x1cfifth\x1esixth\n".encode())
