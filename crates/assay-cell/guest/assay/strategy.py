"""The base of every strategy."""

import difflib
import sys
from abc import ABC, abstractmethod
from itertools import chain
from operator import attrgetter

import numpy as np
import pandas as pd

from assay.arrays import Array, Indicator, label


class _FullEquity(float):
    def __repr__(self):
        return ".9999"


class Strategy(ABC):
    """A trading strategy: override `init` and `next`.

    `init` declares indicators with `I`; all that it computes from the data must be known at each bar from the bars
    before it. `next` is called at the close of every bar on which every indicator has a value, and gives orders.
    Parameters are variables of the class.
    """

    _FULL_EQUITY = _FullEquity(1 - sys.float_info.epsilon)

    def __init__(self, broker, data, params):
        self._indicators = []
        self._broker = broker
        self._data = data
        self._params = self._set_parameters(params)

    def _set_parameters(self, params):
        for name, value in params.items():
            if not hasattr(self, name):
                names = [name for name in dir(self) if not name.startswith("_")]
                close = difflib.get_close_matches(name, names)
                hint = f" Did you mean: {', '.join(close)}?" if close else ""
                raise AttributeError(
                    f"Strategy '{type(self).__name__}' is missing parameter '{name}'. "
                    f"Parameters are variables of the class.{hint}"
                )
            setattr(self, name, value)
        return params

    def __str__(self):
        parameters = ",".join(f"{name}={label(value)}" for name, value in self._params.items())
        return type(self).__name__ + (f"({parameters})" if parameters else "")

    def __repr__(self):
        return f"<Strategy {self}>"

    def I(  # noqa: E743
        self, func, *args, name=None, plot=True, overlay=None, color=None, scatter=False, **kwargs
    ) -> np.ndarray:
        """Declares an indicator: calls `func` with the arguments, and returns its array.

        `func` returns an array as long as the data, or several (a tuple, a two-dimensional array, a frame). In `next`
        the arrays end at the current bar. `name` names the indicator, with `{}` for the arguments; a list names each of
        several arrays. Indicators with `scatter` do not count for the warm-up. `plot`, `overlay` and `color` are
        accepted and ignored.
        """
        name = self._indicator_name(name, func, args, kwargs)

        def compute():
            try:
                value = func(*args, **kwargs)
            except Exception as error:
                raise RuntimeError(f'Indicator "{name}" error. See traceback above.') from error
            return Indicator(self._indicator_values(value, name), name=name, scatter=scatter)

        indicator = self._broker.declare(len(self._indicators), compute, name, scatter)
        self._indicators.append(indicator)
        return indicator

    def _indicator_name(self, name, func, args, kwargs):
        labels = [label(value) for value in args]
        named = {key: label(value) for key, value in kwargs.items()}
        if name is None:
            inner = ",".join(filter(None, chain(labels, named.values())))
            return f"{label(func)}({inner})" if inner else label(func)
        if isinstance(name, str):
            return name.format(*labels, **named)
        if isinstance(name, (list, tuple)) and all(isinstance(item, str) for item in name):
            return [item.format(*labels, **named) for item in name]
        raise TypeError(f"Unexpected `name=` type {type(name)}; expected `str` or `Sequence[str]`")

    def _indicator_values(self, value, name):
        length = len(self._data)
        told = value
        if isinstance(value, pd.DataFrame):
            value = value.values.T
        try:
            value = np.asarray(value, order="C")
        except Exception:
            value = np.asarray(None)
        if value.ndim and value.shape[0] == length:
            value = value.T
        if isinstance(name, list) and np.atleast_2d(value).shape[0] != len(name):
            raise ValueError(
                f"Length of `name=` ({len(name)}) must agree with the number of arrays the indicator returns "
                f"({value.shape[0] if value.ndim else 0})."
            )
        if not 1 <= value.ndim <= 2 or value.shape[-1] != length:
            raise ValueError(
                "Indicators must return (optionally a tuple of) numpy.arrays of same length as `data` "
                f'(data shape: ({length},); indicator "{name}" shape: {value.shape if value.ndim else ""}, '
                f"returned value: {told!r:.200})"
            )
        return value

    @abstractmethod
    def init(self):
        """Declares the indicators. Called once, before the first bar."""

    @abstractmethod
    def next(self):
        """Decides at the close of a bar."""

    def buy(self, *, size=_FULL_EQUITY, limit=None, stop=None, sl=None, tp=None, tag=None):
        """Places a long order and returns it.

        `size` in `(0, 1)` is a fraction of the available liquidity, from 1 on a whole number of units. Without `limit`
        and `stop` it is a market order. `sl` and `tp` become the stop-loss and take-profit of the trade.
        """
        assert 0 < size < 1 or round(size) == size >= 1, (
            "size must be a positive fraction of equity, or a positive whole number of units"
        )
        return self._broker.order(size, limit, stop, sl, tp, tag)

    def sell(self, *, size=_FULL_EQUITY, limit=None, stop=None, sl=None, tp=None, tag=None):
        """Places a short order and returns it. To leave a long position, close it instead."""
        assert 0 < size < 1 or round(size) == size >= 1, (
            "size must be a positive fraction of equity, or a positive whole number of units"
        )
        return self._broker.order(-size, limit, stop, sl, tp, tag)

    # Getters written in C: each is asked on every bar.
    data = property(attrgetter("_data"), doc="The bars up to the current one.")
    equity = property(attrgetter("_broker.equity"), doc="Cash plus the value of the open trades.")
    position = property(attrgetter("_broker.position"), doc="What the account holds.")
    orders = property(attrgetter("_broker.orders"), doc="The orders that wait.")
    trades = property(attrgetter("_broker.trades"), doc="The open trades.")
    closed_trades = property(attrgetter("_broker.closed_trades"), doc="The settled trades.")


__all__ = ["Array", "Indicator", "Strategy"]
