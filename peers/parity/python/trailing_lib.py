"""The library's trailing stop. The average of 40 bars keeps the first trades behind the 20 of the range."""

import talib
from backtesting.lib import TrailingStrategy, crossover


class TrailingTrend(TrailingStrategy):
    length = 40
    multiple = 1.5

    def init(self):
        super().init()
        self.set_atr_periods(20)
        self.set_trailing_sl(self.multiple)
        self.mean = self.I(talib.SMA, self.data.Close, self.length)

    def next(self):
        super().next()
        if self.position:
            return
        if crossover(self.data.Close, self.mean):
            self.buy(size=0.8)
        elif crossover(self.mean, self.data.Close):
            self.sell(size=0.8)
