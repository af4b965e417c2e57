"""Leave a file wherever files may be made, for the next run.

gains: a channel between runs
expect: absent
unconfined: obtained
pair: after
"""
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/cell", os.path.expanduser("~"), os.path.dirname(os.__file__)):
    try:
        open(folder + "/left-by-an-attack", "w").write("here")
    except OSError:
        pass
report("left")
# ---- the second run ----
def findings():
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/cell", os.path.expanduser("~"), os.path.dirname(os.__file__)):
        if os.path.exists(folder + "/left-by-an-attack"):
            os.unlink(folder + "/left-by-an-attack")
            yield folder
search(findings())
