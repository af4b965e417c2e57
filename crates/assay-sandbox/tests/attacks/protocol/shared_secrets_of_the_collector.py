"""Ask the garbage collector for all objects, and look for functions and descriptors of the host's code inside.

gains: a secret of the host, a key of the protocol
expect: absent
unconfined: absent
"""
import gc
import re
pattern = re.compile("-terces-tset-yassa"[::-1] + "[0-9a-f]{32}")
def findings():
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            for value in list(thing.values()):
                if isinstance(value, (str, bytes)) and pattern.search(value if isinstance(value, str) else value.decode("latin-1")):
                    yield value
search(findings())
