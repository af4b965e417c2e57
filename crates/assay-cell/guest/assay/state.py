"""What `init` leaves behind beside its indicators: compared between runs over more and over fewer bars."""

import datetime
import decimal
import enum
import hashlib
import types

import numpy as np
import pandas as pd

from assay.arrays import Array, Indicator

_DEPTH_MAX = 4
_NODES_MAX = 2000
_SERIES_MAX = 64
_SCALARS = (bool, int, float, complex, str, bytes, type(None), decimal.Decimal, enum.Enum, np.generic)
_TIMES = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta, pd.Timestamp, pd.Timedelta)
_SKIPPED = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, property)
_OWN = ("_indicators", "_broker", "_data", "_params")


def leftovers(strategy, module, length, prefix):
    """Values by their path (with a digest and a short text), and series as long as the data.

    Over a prefix, a short array is told as both: with all the bars it may be no series, but a constant that happens to be
    as long as the prefix.
    """
    walk = _Walk(length, prefix)
    for name, value in vars(strategy).items():
        if name not in _OWN:
            walk.visit(f"self.{name}", value, 0)
    for kind in type(strategy).__mro__:
        if kind.__module__ == module.__name__:
            for name, value in list(vars(kind).items()):
                if not name.startswith("__") and not name.startswith("_abc"):
                    walk.visit(f"{kind.__name__}.{name}", value, 0)
    for name, value in list(vars(module).items()):
        if not name.startswith("__"):
            walk.visit(name, value, 0)
    return {"values": walk.values, "series": walk.series}


class _Walk:
    def __init__(self, length, prefix):
        self.length = length
        self.prefix = prefix
        self.values = {}
        self.series = []
        self.nodes = 0
        self.seen = set()

    def visit(self, path, value, depth):
        self.nodes += 1
        if self.nodes > _NODES_MAX or depth > _DEPTH_MAX or isinstance(value, (Indicator, *_SKIPPED)):
            return
        if isinstance(value, (*_SCALARS, *_TIMES)):
            self.tell(path, value)
            return
        if id(value) in self.seen:
            return
        self.seen.add(id(value))
        if isinstance(value, Array) and value.base is not None and value.name in ("Open", "High", "Low", "Close", "Volume"):
            # A column of the data itself: it grows with the bars.
            if value.shape == (self.length,):
                return
        if isinstance(value, pd.DataFrame):
            for column in value.columns[:_SERIES_MAX]:
                self.array(f"{path}[{column!r}]", value[column].to_numpy())
        elif isinstance(value, (pd.Series, pd.Index)):
            self.array(path, value.to_numpy())
        elif isinstance(value, np.ndarray):
            self.array(path, np.asarray(value))
        elif isinstance(value, dict):
            for key in list(value)[:_NODES_MAX]:
                if isinstance(key, (str, int, float)):
                    self.visit(f"{path}[{key!r}]", value[key], depth + 1)
        elif isinstance(value, (list, tuple)):
            self.sequence(path, value, depth)
        elif isinstance(value, (set, frozenset)):
            if all(isinstance(item, _SCALARS) for item in value):
                self.tell(path, sorted(map(repr, value)))
        elif type(value).__module__ not in ("assay.data", "assay.broker", "builtins"):
            for name, inner in list(getattr(value, "__dict__", {}).items()):
                self.visit(f"{path}.{name}", inner, depth + 1)

    def sequence(self, path, value, depth):
        if len(value) > 64 and all(type(item) in (int, float, bool) for item in value):
            self.array(path, np.asarray(value, dtype="f8"))
            return
        for position, item in enumerate(value[:64]):
            self.visit(f"{path}[{position}]", item, depth + 1)

    def array(self, path, values):
        if values.dtype.kind not in "fiubmM" or values.dtype.itemsize > 8:
            return
        series = values.ndim == 1 and len(values) == self.length
        if series and len(self.series) < _SERIES_MAX:
            self.series.append((path, values))
        if values.size <= 64 and (self.prefix or not series):
            self.tell(path, values.tolist())

    def tell(self, path, value):
        text = repr(value)
        digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
        shown = text if len(text) <= 80 else text[:79] + "…"
        self.values[path[:200]] = [digest, shown.encode("utf-8", "replace").decode()]


def spy(strategy, suspects):
    """Notes which of the suspected attributes are read from now on."""
    seen = set()
    names = frozenset(suspects)
    if not names:
        return seen
    kind = type(strategy)

    def read(self, name):
        if name in names:
            seen.add(name)
        return object.__getattribute__(self, name)

    strategy.__class__ = type(kind.__name__, (kind,), {"__getattribute__": read, "__module__": kind.__module__})
    return seen
