"""Make folders until no inode is left.

gains: the inodes of the host
expect: ENOSPC
unconfined: not run: it would take the machine's inodes
"""
def fill():
    for index in range(1_000_000):
        os.mkdir(f"folder{index}")
    return "a million folders"
attempt(fill)
