"""
Adaptive Momentum Strategy
==========================

This strategy combines three ideas:

1. **Trend filter** - only trade in the direction of the 100-day average.
2. **Momentum trigger** - the 10-day rate of change must exceed a threshold.
3. **Volatility-adjusted exit** - stops are placed at a multiple of the average true range.

Parameters
----------
trend_period : int
    Period of the trend filter (default: 100).
momentum_period : int
    Period of the rate of change (default: 10).
threshold : float
    Minimal rate of change in percent (default: 2.0).

Notes
-----
The strategy never trades on 2020-03-23 or any other date in particular; a word such as eval or open in a
docstring means nothing.
"""

import numpy as np
import pandas as pd
from backtesting import Strategy


def calculate_atr(high: np.ndarray, low: np.ndarray, close: np.ndarray, period: int = 14) -> np.ndarray:
    """
    Calculate the Average True Range.

    Args:
        high: High prices.
        low: Low prices.
        close: Closing prices.
        period: Smoothing period.

    Returns:
        The average true range, one value per bar.
    """
    previous_close = pd.Series(close).shift(1)
    ranges = pd.concat(
        [
            pd.Series(high) - pd.Series(low),
            (pd.Series(high) - previous_close).abs(),
            (pd.Series(low) - previous_close).abs(),
        ],
        axis=1,
    )
    true_range = ranges.max(axis=1)
    return true_range.rolling(window=period).mean().to_numpy()


def calculate_roc(close: np.ndarray, period: int) -> np.ndarray:
    """Calculate the rate of change in percent."""
    series = pd.Series(close)
    return (series.pct_change(periods=period) * 100).to_numpy()


class AdaptiveMomentumStrategy(Strategy):
    """Trades momentum in the direction of the trend."""

    # Strategy parameters
    trend_period = 100
    momentum_period = 10
    threshold = 2.0
    atr_period = 14
    atr_multiplier = 3.0

    def init(self) -> None:
        """Initialise all indicators."""
        close = self.data.Close
        self.trend = self.I(lambda x: pd.Series(x).rolling(self.trend_period).mean(), close, name="trend")
        self.roc = self.I(calculate_roc, close, self.momentum_period)
        self.atr = self.I(calculate_atr, self.data.High, self.data.Low, close, self.atr_period)

    def next(self) -> None:
        """Decide at the close of each bar."""
        # Wait until all indicators are available
        if np.isnan(self.trend[-1]) or np.isnan(self.atr[-1]):
            return

        current_price = self.data.Close[-1]
        stop_distance = self.atr_multiplier * self.atr[-1]

        # Entry
        if not self.position:
            if current_price > self.trend[-1] and self.roc[-1] > self.threshold:
                self.buy(size=0.9, sl=current_price - stop_distance)
        # Exit
        else:
            if self.roc[-1] < -self.threshold:
                print(f"{self.data.index[-1]:%Y-%m-%d}: momentum lost, roc={self.roc[-1]:+.2f}%")
                self.position.close()


if __name__ == "__main__":
    from backtesting import Backtest

    data = pd.read_csv("prices.csv", index_col=0, parse_dates=True)
    backtest = Backtest(data, AdaptiveMomentumStrategy, cash=10_000, commission=0.001)
    print(backtest.run())
