"""List the open descriptors beyond the outputs.

gains: a file or memory of the host (CVE-2024-21626)
expect: absent
unconfined: not run: what is open depends on who starts it
"""
def findings():
    for descriptor in range(3, 4096):
        try:
            yield descriptor, os.fstat(descriptor)
        except OSError:
            pass
search(findings())
