"""Plant compiled code where Python looks for it before the source.

gains: code in the next run, that no reader of the source sees
expect: EROFS
unconfined: not run: it would change the machine's Python
"""
import importlib.util
compiled = importlib.util.cache_from_source(json.__file__)
attempt(
    lambda: open(compiled, "wb").write(b"planted"),
    lambda: os.mkdir(os.path.dirname(compiled) + "/planted"),
    lambda: open(os.path.dirname(os.__file__) + "/planted.pyc", "wb").write(b"planted"),
)
