"""The bars, as far as they are known."""

import numpy as np
import pandas as pd

from assay.arrays import Array


class Data:
    """The columns of the bars: `data.Close[-1]` is the close of the current bar.

    Beside `Open`, `High`, `Low`, `Close` and `Volume` (NaN where the data have none) there is every further column of
    the data, as an attribute or as an item. `index` tells the times (UTC, without a zone), `df` is a frame of all.
    """

    def __init__(self, tape, names, length):
        # `tape` has a row for each column; the first row is the time.
        self._tape = tape
        self._names = names
        self._arrays = {}
        self._frame = None
        self._recent = (None, None)
        self._pip = None
        Array.known_times = self._times
        for row, name in enumerate(names, start=1):
            self._renew(name, row, length)

    def _renew(self, name, row, length):
        array = Array(self._tape[row][:length], name=name)
        self._arrays[name] = array
        if name.isidentifier() and not hasattr(type(self), name):
            self.__dict__[name] = array
        return array

    def _times(self, length):
        return pd.DatetimeIndex(self._tape[0][:length].view("M8[ns]"), copy=False)

    def __len__(self):
        return len(self._arrays["Close"])

    def __getitem__(self, name) -> Array:
        try:
            return self._arrays[name]
        except KeyError:
            raise KeyError(f"the data have no column {name!r}; there are {', '.join(self._names)}") from None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self.__dict__["_arrays"][name]
        except KeyError:
            raise AttributeError(f"Column '{name}' not in data") from None

    def __repr__(self):
        last = ", ".join(f"{name}={array[-1]}" for name, array in self._arrays.items())
        return f"<Data i={len(self) - 1} ({self.index[-1]}) {last}>"

    @property
    def index(self) -> pd.DatetimeIndex:
        """The times of the bars."""
        return self._times(len(self))

    @property
    def df(self) -> pd.DataFrame:
        """All columns as a frame."""
        length = len(self)
        known, frame = self._recent
        if known != length:
            if self._frame is None:
                columns = {name: self._tape[row] for row, name in enumerate(self._names, start=1)}
                self._frame = pd.DataFrame(columns, index=self._times(self._tape.shape[1]), copy=False)
            frame = self._frame.iloc[:length]
            self._recent = (length, frame)
        return frame

    @property
    def pip(self) -> float:
        """The smallest unit of change: by the median number of decimals of the closes that are known when first asked."""
        if self._pip is None:
            decimals = [len(repr(float(close)).partition(".")[2]) for close in self._arrays["Close"]]
            self._pip = float(10 ** -np.median(decimals))
        return self._pip
