"""Learn the secret that Python's hashes are keyed with: the next run has the same, or it has not.

gains: tables that are slow in every later run
expect: same
unconfined: differ
pair: same
accepted: the order of sets must not differ from run to run; a table that collides slows down nobody but its own run
"""
report("drawn", hash("a neighbour"))
