"""Keeps a slow long book and a quick short book; with hedging allowed, both at once."""

import talib
from backtesting import Strategy


class Hedge(Strategy):
    def init(self):
        self.slow = self.I(talib.SMA, self.data.Close, 50)
        self.quick = self.I(talib.SMA, self.data.Close, 7)

    def next(self):
        close = self.data.Close[-1]
        longs = [trade for trade in self.trades if trade.is_long]
        shorts = [trade for trade in self.trades if trade.is_short]
        if close > self.slow[-1] and not longs:
            self.buy(size=0.3, tag="book")
        elif close < self.slow[-1] * 0.99:
            for trade in longs:
                trade.close()
        if close < self.quick[-1] and not shorts:
            self.sell(size=0.15, tag="hedge", tp=close * 0.96)
        elif close > self.quick[-1]:
            for trade in shorts:
                trade.close()
        if longs and shorts:
            exposure = sum(trade.value for trade in longs) - sum(trade.value for trade in shorts)
            if exposure < 0:
                shorts[0].close(0.5)
