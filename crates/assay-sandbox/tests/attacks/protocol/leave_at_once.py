"""Leave without any of Python's clean-up, with a status that looks like a signal.

gains: a report that names another cause
expect: contained
unconfined: not run: it is the report that is judged
"""
os.write(1, b"before\n")
os._exit(137)
