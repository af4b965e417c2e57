"""Make folders within folders, deeper than whoever deletes them can recurse.

gains: a host that overflows its stack while it cleans
expect: ENOSPC
unconfined: not run: it would take the machine's inodes
"""
def fill():
    for level in range(1_000_000):
        os.mkdir("d")
        os.chdir("d")
    return "a million levels"
attempt(fill)
