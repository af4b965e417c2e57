"""Search every file outside the runtime's libraries for a secret of the host, and for keys.

gains: credentials that were packed with the code
expect: absent
unconfined: not run: it would read the machine's files
"""
import re
pattern = re.compile(b"-terces-tset-yassa"[::-1] + b"[0-9a-f]{32}|BEGIN [A-Z ]*PRIVATE KEY")
def findings():
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if name not in ("site-packages", "lib-dynload", "test", "proc", "sys")
                      and os.path.join(folder, name) != os.path.dirname(os.__file__)]
        for name in names:
            path = os.path.join(folder, name)
            try:
                if os.path.getsize(path) < 1 << 20:
                    with open(path, "rb") as file:
                        found = pattern.search(file.read())
                    if found:
                        yield path, found
            except OSError:
                pass
search(findings())
