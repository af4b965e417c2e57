"""Fill memory with a mark, and look for it in all memory of the next run.

gains: what other runs computed
expect: absent
unconfined: absent
pair: after
"""
import numpy
held = numpy.frombuffer(bytearray(("dnuof-eb-ot-kram-a-tfel" [::-1]).encode() * 1_000_000), dtype="uint8").copy()
report("left", held.sum())
# ---- the second run ----
import numpy
mark = "dnuof-eb-ot-kram-a-tfel"[::-1].encode()
# A few are our own: the mark was just made.
search(count for count in [sum(page.count(mark) for page in own_memory())] if count > 100)
