"""Set extended attributes: capabilities of a file, and ones of our own.

gains: a program with capabilities outside; a hidden store
expect: EPERM
unconfined: obtained
"""
open("marked", "w").write("")
attempt(
    lambda: os.setxattr("marked", "user.hidden", b"bytes"),
    lambda: os.setxattr("marked", "security.capability", bytes.fromhex("0100000200200000000000000000000000000000")),
    lambda: os.setxattr("marked", "trusted.overlay.opaque", b"y"),
)
