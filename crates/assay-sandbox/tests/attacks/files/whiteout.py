"""Rename so that a device node is left in the old place (RENAME_WHITEOUT).

gains: a device node without a right to make one
expect: EPERM
unconfined: obtained
"""
open("moved", "w").write("")
attempt(lambda: (syscall("renameat2", ANYWHERE_BELOW_HERE, b"moved", ANYWHERE_BELOW_HERE, b"away", 4), oct(os.lstat("moved").st_mode)))
