"""Link a file without a name, and a descriptor, into the work folder.

gains: a second name for an open file
expect: EPERM
unconfined: obtained
"""
def link_unnamed():
    try:
        unnamed = os.open(".", os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError:
        unnamed = os.open("named", os.O_CREAT | os.O_RDWR, 0o600)
    return syscall("linkat", unnamed, b"", ANYWHERE_BELOW_HERE, b"linked", 0x1000)
attempt(link_unnamed)
