"""The interface of a Python strategy.

    from assay import Strategy
    from assay.lib import crossover

The names and meanings are those of backtesting.py 0.6, and `from backtesting import Strategy` works as well. What is
behind them is not: bars reach the strategy one at a time from outside the sandbox, and orders leave it; fills, equity
and statistics are computed where the strategy cannot reach them.
"""

from assay.strategy import Strategy

__all__ = ["Strategy"]
