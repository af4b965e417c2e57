"""Make files until no inode is left.

gains: the inodes of the host
expect: ENOSPC
unconfined: not run: it would take the machine's inodes
"""
def fill():
    for index in range(1_000_000):
        os.close(os.open(f"file{index}", os.O_CREAT | os.O_WRONLY))
    return "a million files"
attempt(fill)
