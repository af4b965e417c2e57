"""Follows a trend, risks a share of the equity, and moves its stop up behind the price.

Written for backtesting.py 0.6, and runs there unchanged. Prove it with:

    assay prove examples/strategies/trend_with_stop.py --data examples/data/GOOG.csv --commission 0.001
"""

import pandas as pd
import talib
from backtesting import Strategy
from backtesting.lib import crossover


def channel(high, low, bars):
    """The highest high and the lowest low of the bars before this one."""
    upper = pd.Series(high).rolling(bars).max().shift(1)
    lower = pd.Series(low).rolling(bars).min().shift(1)
    return upper, lower


class TrendWithStop(Strategy):
    """Buys a fast average that crosses a slow one, above the channel's middle; leaves at a trailing stop."""

    fast = 15  # bars of the fast average; range: 5..50
    slow = 60  # bars of the slow average; range: 20..200
    breakout = 40  # bars of the channel; range: 10..100
    stop_atr = 4.0  # distance of the stop, in average true ranges; range: 1..8
    risk = 0.04  # share of the equity that a stop may cost; range: 0.005..0.1

    def init(self):
        close = self.data.Close
        self.fast_average = self.I(talib.EMA, close, self.fast)
        self.slow_average = self.I(talib.EMA, close, self.slow)
        self.upper, self.lower = self.I(
            channel, self.data.High, self.data.Low, self.breakout, name="channel"
        )
        self.atr = self.I(talib.ATR, self.data.High, self.data.Low, close, 20)

    def next(self):
        price = self.data.Close[-1]
        distance = self.stop_atr * self.atr[-1]
        for trade in self.trades:
            trade.sl = max(trade.sl or 0, price - distance)
        if self.position:
            if crossover(self.slow_average, self.fast_average):
                self.position.close()
            return
        middle = (self.upper[-1] + self.lower[-1]) / 2
        if self.fast_average[-1] > self.slow_average[-1] and price > middle:
            units = int(self.risk * self.equity / distance)
            affordable = int(0.95 * self.equity / price)
            if min(units, affordable) > 0:
                self.buy(size=min(units, affordable), sl=price - distance, tag="trend")
