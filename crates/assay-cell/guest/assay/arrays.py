"""Arrays that a strategy sees: prices and indicators up to the current bar."""

import numpy as np
import pandas as pd


class Array(np.ndarray):
    """A NumPy array with a name. Its last value is that of the current bar."""

    # The times of all bars that are known; `Data` sets it.
    known_times = None

    def __new__(cls, values, *, name=None, **options):
        array = np.asarray(values).view(cls)
        array.name = name or getattr(values, "name", "") or ""
        array._opts = options
        return array

    def __array_finalize__(self, origin):
        if origin is not None:
            self.name = getattr(origin, "name", "")
            self._opts = getattr(origin, "_opts", {})

    def __reduce__(self):
        function, arguments, state = super().__reduce__()
        return function, arguments, (state, self.name, self._opts)

    def __setstate__(self, state):
        array, self.name, self._opts = state
        super().__setstate__(array)

    def __bool__(self):
        return bool(self[-1]) if self.ndim and len(self) else super().__bool__()

    def __float__(self):
        return float(self[-1]) if self.ndim and len(self) else super().__float__()

    @property
    def s(self) -> pd.Series:
        """The values as a series over time; of several rows, the first."""
        rows = np.atleast_2d(np.asarray(self))
        return pd.Series(rows[0], index=Array.known_times(rows.shape[1]), name=self.name)

    @property
    def df(self) -> pd.DataFrame:
        """The values as a frame over time, a column for each row."""
        rows = np.atleast_2d(np.asarray(self))
        times = Array.known_times(rows.shape[1])
        return pd.DataFrame(rows.T, index=times, columns=[self.name] * len(rows))

    def to_series(self) -> pd.Series:
        """The same as `s`."""
        return self.s


class Indicator(Array):
    """What `Strategy.I` returns."""


def label(value) -> str:
    """A short name of what an indicator was made from."""
    if isinstance(value, (int, float, str, np.number)):
        return str(value)
    if isinstance(value, pd.DataFrame):
        return "df"
    text = str(getattr(value, "name", None) or "")
    if text in ("Open", "High", "Low", "Close", "Volume"):
        return text[0]
    if callable(value):
        text = getattr(value, "__name__", type(value).__name__).replace("<lambda>", "λ")
    return text if len(text) <= 10 else text[:9] + "…"
