"""Asks for what cannot be, notes what is refused, and goes on."""

import talib
from backtesting import Strategy


class Refusals(Strategy):
    every = 4

    def init(self):
        self.mean = self.I(talib.SMA, self.data.Close, 6)
        self.refused = 0

    def attempt(self, action, *args, **kwargs):
        try:
            return action(*args, **kwargs)
        except (ValueError, AssertionError):
            self.refused += 1
            return None

    def move_stop(self, trade, price):
        trade.sl = price

    def next(self):
        bar = len(self.data)
        if bar % self.every:
            return
        close = self.data.Close[-1]
        kind = bar // self.every % 9
        if kind == 0:
            self.attempt(self.buy, size=0.2, sl=close * 1.01)
        elif kind == 1:
            self.attempt(self.buy, size=0.2, tp=close * 0.99)
        elif kind == 2:
            self.attempt(self.sell, size=0.2, limit=close * 1.01, sl=close)
        elif kind == 3:
            self.attempt(self.buy, size=1.5)
        elif kind == 4:
            self.attempt(self.sell, size=0)
        elif kind == 5:
            self.attempt(self.buy, size=-0.1)
        elif kind == 6 and self.trades:
            self.attempt(self.trades[0].close, 1.5)
        elif kind == 7 and self.trades:
            self.attempt(self.move_stop, self.trades[-1], -close)
        elif kind == 8 and self.trades:
            self.attempt(self.position.close, 0)
        side = self.buy if close > self.mean[-1] else self.sell
        self.attempt(side, size=0.3, tag=f"{self.refused} refused")
        if bar % (self.every * 5) == 0:
            self.position.close()
