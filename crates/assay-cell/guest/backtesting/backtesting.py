"""The classes that strategies import from `backtesting.backtesting`."""

import sys

from assay.broker import Order, Position, Trade
from assay.strategy import Strategy


class Ignored:
    """The result of a backtest that a strategy's file asked for itself. There is none: Assay runs the strategy."""

    _REASON = "there is no result here: Assay runs the strategy, and its results stand outside the sandbox"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"{name!r}: {self._REASON}")

    def __getitem__(self, name):
        raise KeyError(f"{name!r}: {self._REASON}")

    def __iter__(self):
        # `stats, heatmap = bt.optimize(..., return_heatmap=True)`
        return iter((self, self))

    def __repr__(self):
        return f"<{self._REASON}>"


class Backtest:
    """Accepts what a strategy's file wants to run, and remembers which strategy that was."""

    strategies = []

    def __init__(self, data=None, strategy=None, **_options):
        if isinstance(strategy, type):
            Backtest.strategies.append(strategy)

    def _ignored(self, *_arguments, **_options):
        print("assay: Backtest is ignored here; Assay runs the strategy itself", file=sys.stderr)
        return Ignored()

    run = optimize = plot = _ignored


__all__ = ["Backtest", "Order", "Position", "Strategy", "Trade"]
