"""The same interface under Assay's own name."""

from assay import Strategy
from assay.lib import barssince, crossover, quantile
import talib


class Assayed(Strategy):
    fast = 10
    slow = 30
    rest = 8

    def init(self):
        self.a = self.I(talib.EMA, self.data.Close, self.fast)
        self.b = self.I(talib.EMA, self.data.Close, self.slow)

    def next(self):
        bars = barssince(self.data.Close < self.b)
        if crossover(self.a, self.b) or bars == self.rest:
            if quantile(self.data.Volume[-50:], 0.5) > 0 and not self.position:
                self.buy(size=0.5)
        elif crossover(self.b, self.a):
            self.position.close()
