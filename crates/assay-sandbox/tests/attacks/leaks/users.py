"""Ask who is logged in and what accounts are called.

gains: names of accounts
expect: absent
unconfined: obtained
"""
import pwd
def findings():
    try:
        yield os.getlogin()
    except OSError:
        pass
    yield from (entry.pw_name for entry in pwd.getpwall() if entry.pw_name not in ("root", "nobody"))
search(findings())
