"""Close every descriptor, then fail.

gains: a host that waits for an answer, or takes silence for success
expect: contained
unconfined: not run: it would close the terminal
"""
os.closerange(0, 1024)
raise SystemExit(3)
