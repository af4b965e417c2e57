"""Exit with what is no status.

gains: a host that falls over it
expect: contained
unconfined: not run: it is the report that is judged
"""
class Strange(int):
    """A number that fails when it is looked at."""

    def __index__(self):
        raise RuntimeError("no")

    __int__ = __str__ = __repr__ = __hash__ = __index__
raise SystemExit(Strange(2 ** 40))
