"""Learn the secret that Python's hashes are keyed with: the next run has the same, or it has not.

gains: tables that are slow in every later run
expect: differ
unconfined: differ
pair: same
accepted: children of one warm interpreter share its key; they share nothing else that a table of theirs could reach
"""
report("drawn", hash("a neighbour"))
