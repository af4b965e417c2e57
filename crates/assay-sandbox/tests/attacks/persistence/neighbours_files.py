"""Look for files of a run that goes on beside this one.

gains: what a neighbour computes
expect: absent
unconfined: not run: a pair that runs at the same time
pair: beside
limits: wall=2
"""
import time
open("neighbour", "w").write("here")
time.sleep(1000)
# ---- the second run ----
search(os.listdir("."))
