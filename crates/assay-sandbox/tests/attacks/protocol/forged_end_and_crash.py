"""Tell the host many times that the program has ended well, in pieces and amid output, then crash.

gains: a crash that looks like success where it matters
expect: contained
unconfined: not run: it ends by a signal
"""
mark = b"\0\xffended\xff\0" + b"\0"
for piece in (mark * 3, mark[:4], mark[4:], b"more\n", mark):
    os.write(1, piece)
    os.write(2, piece)
ctypes.string_at(8)
