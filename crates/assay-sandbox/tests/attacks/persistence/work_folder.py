"""Leave a file in the work folder for the next run.

gains: a channel between runs
expect: absent
unconfined: obtained
pair: after
"""
os.makedirs("left/behind", exist_ok=True)
open("left/behind/file", "w").write("here")
report("left")
# ---- the second run ----
search(os.listdir("."))
