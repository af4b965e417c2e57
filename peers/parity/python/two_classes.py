"""Two strategies on one base: the base finds the moment, they differ in what they do about it."""

import talib
from backtesting import Strategy
from backtesting.lib import crossover


class Base(Strategy):
    length = 16

    def init(self):
        self.mean = self.I(talib.DEMA, self.data.Close, self.length)

    def signal(self):
        if crossover(self.data.Close, self.mean):
            return 1
        if crossover(self.mean, self.data.Close):
            return -1
        return 0

    def next(self):
        raise NotImplementedError


class Follow(Base):
    def next(self):
        signal = self.signal()
        if signal > 0:
            self.position.close()
            self.buy(size=0.9)
        elif signal < 0:
            self.position.close()
            self.sell(size=0.9)


class Fade(Base):
    length = 24
    patience = 10

    def init(self):
        super().init()
        self.second = self.I(talib.STDDEV, self.data.Close, self.length, overlay=False)

    def next(self):
        signal = self.signal()
        close = self.data.Close[-1]
        reach = self.second[-1]
        if self.trades and len(self.data) - 1 - self.trades[0].entry_bar > self.patience:
            self.trades[0].close()
        if reach < 0.002 * close or reach > 0.4 * close:
            return
        if signal > 0:
            self.sell(size=0.5, tp=close - reach, sl=close + 2 * reach)
        elif signal < 0:
            self.buy(size=0.5, tp=close + reach, sl=close - 2 * reach)
