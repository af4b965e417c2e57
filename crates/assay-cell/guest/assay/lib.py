"""Helpers for strategies: crossings, resampling, signals, trailing stops."""

import inspect
from collections import OrderedDict
from numbers import Number

import _link
import numpy as np
import pandas as pd

from assay.arrays import Array, label
from assay.strategy import Strategy

OHLCV_AGG = OrderedDict(Open="first", High="max", Low="min", Close="last", Volume="sum")
"""How each column of the bars is aggregated into longer bars."""

TRADES_AGG = OrderedDict(
    Size="sum",
    EntryBar="first",
    ExitBar="last",
    EntryPrice="mean",
    ExitPrice="mean",
    PnL="sum",
    ReturnPct="mean",
    EntryTime="first",
    ExitTime="last",
    Duration="sum",
)
"""How each column of a table of trades is aggregated."""

_fast_crossover = _link.crossover


def _pair(series):
    if isinstance(series, pd.Series):
        return series.values
    return (series, series) if isinstance(series, Number) else series


def crossover(series1, series2) -> bool:
    """Whether the first series has just crossed above the second."""
    crossed = _fast_crossover(series1, series2)
    if crossed is not None:
        return crossed
    series1, series2 = _pair(series1), _pair(series2)
    try:
        return series1[-2] < series2[-2] and series1[-1] > series2[-1]
    except IndexError:
        return False


def cross(series1, series2) -> bool:
    """Whether the series have just crossed, either way."""
    return crossover(series1, series2) or crossover(series2, series1)


def barssince(condition, default=np.inf) -> int:
    """How many bars ago the condition was last true; `default` if never."""
    for bars, value in enumerate(reversed(condition)):
        if value:
            return bars
    return default


def quantile(series, quantile=None):
    """The rank of the last value among those before it, from 0 to 1; or, with `quantile`, the value at that rank."""
    if quantile is None:
        if not len(series):
            return np.nan
        return np.mean(series[:-1] < series[-1])
    assert 0 <= quantile <= 1, "quantile must be within [0, 1]"
    return np.nanpercentile(series, quantile * 100)


def _declare():
    """The method `I` of the strategy whose `init` is calling, if one is near."""
    frame = inspect.currentframe()
    for _ in range(5):
        frame = frame and frame.f_back
        caller = frame and frame.f_locals.get("self")
        if isinstance(caller, Strategy):
            return caller.I
    return lambda func, *args, **kwargs: func(*args, **kwargs)


def resample_apply(rule, func, series, *args, agg=None, **kwargs):
    """Applies `func` to `series` in longer bars, and gives each bar the value of the last longer bar that is complete.

    `rule` is an offset of pandas such as `"W"` or `"4h"`; `agg` aggregates (by default the first open, the highest high,
    and so on, by the name of the series; else the last value). Within `init` the result is declared as an indicator.
    """
    if func is None:

        def func(values, *_, **__):
            return values

    assert callable(func), "resample_apply(func=) must be callable"
    if not isinstance(series, (pd.Series, pd.DataFrame)):
        assert isinstance(series, Array), (
            "resample_apply(series=) must be `pd.Series`, `pd.DataFrame`, or a `Strategy.data.*` array"
        )
        series = series.s
    if agg is None:
        if isinstance(series, pd.DataFrame):
            agg = {column: OHLCV_AGG.get(column, "last") for column in series.columns}
        else:
            agg = OHLCV_AGG.get(series.name or "", "last")
    longer = series.resample(rule, label="right").agg(agg).dropna()
    longer.name = f"{label(series)}[{rule}]"

    def applied(longer, *args, **kwargs):
        result = func(longer, *args, **kwargs)
        if not isinstance(result, (pd.Series, pd.DataFrame)):
            values = np.asarray(result)
            result = pd.DataFrame(values.T) if values.ndim == 2 else pd.Series(values, name=longer.name)
        if not isinstance(result.index, pd.DatetimeIndex):
            result.index = longer.index
        times = series.index.union(longer.index)
        return result.reindex(index=times, method="ffill").reindex(series.index)

    applied.__name__ = func.__name__
    return _declare()(applied, longer, *args, **kwargs)


class SignalStrategy(Strategy):
    """A strategy that follows signals computed in `init`. Call `super().init()` and `super().next()`."""

    __entry_size = (0,)
    __exit_portion = (False,)

    def set_signal(self, entry_size, exit_portion=None, *, plot=True):
        """Sets the signals: sizes to enter with (negative: short), and portions to leave (negative: of shorts)."""

        def signal(values):
            return lambda: pd.Series(values, dtype=float).replace(0, np.nan)

        self.__entry_size = self.I(signal(entry_size), name="entry size", plot=plot, scatter=True)
        if exit_portion is not None:
            self.__exit_portion = self.I(signal(exit_portion), name="exit portion", plot=plot, scatter=True)

    def next(self):
        super().next()
        portion = self.__exit_portion[-1]
        if portion > 0:
            for trade in self.trades:
                if trade.is_long:
                    trade.close(portion)
        elif portion < 0:
            for trade in self.trades:
                if trade.is_short:
                    trade.close(-portion)
        size = self.__entry_size[-1]
        if size > 0:
            self.buy(size=size)
        elif size < 0:
            self.sell(size=-size)


class TrailingStrategy(Strategy):
    """A strategy whose stop-losses trail the price by a multiple of the average true range.

    Call `super().init()` and `super().next()`. While the average has no value yet, stops stay where they are:
    backtesting.py fills those bars with a value from the future instead.
    """

    __multiple = 6.0
    __share = None
    __range = None
    __ratio = None

    def init(self):
        super().init()
        self.set_atr_periods()

    def set_atr_periods(self, periods: int = 100):
        """Sets over how many bars the true range is averaged."""

        def average():
            high, low = self.data.High, self.data.Low
            before = pd.Series(self.data.Close).shift(1)
            ranges = np.max([high - low, (before - high).abs(), (before - low).abs()], axis=0)
            return pd.Series(ranges).rolling(periods).mean()

        self.__range = self.I(average, name=f"ATR({periods})", plot=False, scatter=True)

    def set_trailing_sl(self, n_atr: float = 6):
        """Sets the distance as a multiple of the average true range."""
        self.__multiple, self.__share, self.__ratio = n_atr, None, None

    def set_trailing_pct(self, pct: float = 0.05):
        """Sets the distance as a share of the price: converted into a multiple by the mean ratio of price to range."""
        assert 0 < pct < 1, "Need pct= as rate, i.e. 5% == 0.05"

        def mean_ratio():
            return (pd.Series(self.data.Close) / pd.Series(self.__range)).expanding().mean()

        self.__share = pct
        self.__ratio = self.I(mean_ratio, name="price / ATR", plot=False, scatter=True)

    def next(self):
        super().next()
        if not self.trades:
            return
        multiple = self.__multiple if self.__share is None else self.__share * self.__ratio[-1]
        distance = self.__range[-1] * multiple
        if distance != distance:
            return
        close = self.data.Close[-1]
        for trade in self.trades:
            if trade.is_long:
                trade.sl = max(trade.sl or -np.inf, close - distance)
            else:
                trade.sl = min(trade.sl or np.inf, close + distance)
