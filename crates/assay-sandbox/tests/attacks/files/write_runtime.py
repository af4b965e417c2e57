"""Append to a module of the runtime that every later run imports.

gains: code in the next run
expect: EACCES
unconfined: not run: it would change the machine's Python
"""
attempt(lambda: open(os.__file__, "ab").write(b"\n"), lambda: open(json.__file__, "r+b").write(b"\n"))
