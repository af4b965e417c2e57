"""Look for paths of the host in modules, code and search paths.

gains: users and layout of the host
expect: absent
unconfined: obtained
"""
import re
import numpy
import pandas
telling = re.compile("/(root|home|Users|tmp)/")
def findings():
    for path in sys.path:
        if telling.match(path + "/"):
            yield path
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None) or ""
        if telling.match(path):
            yield path
        for value in list(vars(module).values()):
            code = getattr(value, "__code__", None)
            if code is not None and telling.match(getattr(code, "co_filename", "")):
                yield code.co_filename
search(findings())
