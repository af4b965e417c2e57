"""The helpers that strategies import from `backtesting.lib`."""

from assay.lib import (
    OHLCV_AGG,
    TRADES_AGG,
    SignalStrategy,
    TrailingStrategy,
    barssince,
    cross,
    crossover,
    quantile,
    resample_apply,
)
from backtesting.backtesting import Backtest


class FractionalBacktest(Backtest):
    """As `Backtest`: Assay runs the strategy; `--fractional` trades fractions."""


class MultiBacktest(Backtest):
    """As `Backtest`: Assay runs the strategy."""


__all__ = [
    "OHLCV_AGG",
    "TRADES_AGG",
    "FractionalBacktest",
    "MultiBacktest",
    "SignalStrategy",
    "TrailingStrategy",
    "barssince",
    "cross",
    "crossover",
    "quantile",
    "resample_apply",
]
