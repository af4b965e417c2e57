"""Raise an exception that fails when it is printed, is its own cause, and holds a thousand others.

gains: a host that loops or falls while it reports
expect: contained
unconfined: not run: it is the report that is judged
"""
class Strange(Exception):
    """An exception that fails when it is looked at."""

    def __str__(self):
        raise self

    __repr__ = __str__

    @property
    def __traceback__(self):
        raise self
first, second = Strange(), Strange()
first.__cause__, second.__cause__ = second, first
first.__context__ = ExceptionGroup("many", [ValueError(index) for index in range(1000)])
raise first
