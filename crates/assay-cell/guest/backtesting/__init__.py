"""The names of backtesting.py 0.6, so that strategies written for it run unmodified. What is behind them is Assay's."""

from assay.strategy import Strategy
from backtesting import lib
from backtesting.backtesting import Backtest

__all__ = ["Backtest", "Strategy", "lib"]
