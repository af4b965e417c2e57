"""Print bytes that are no text: overlong forms, surrogates, cut sequences.

gains: a host that panics
expect: escaped
unconfined: not run: it would change the terminal
"""
os.write(1, b"\xff\xfe\xc0\xaf\xe0\x80\xaf\xed\xa0\x80\xf4\x90\x80\x80\xf0\x9f\x98 " + bytes(range(128, 256)) + b"\n")
