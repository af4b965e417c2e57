# technique: only the size of the orders knows the future
# where: line marked `ahead`
# static: none
import numpy as np
from backtesting import Strategy
from backtesting.test import SMA


class Oracle(Strategy):
    def init(self):
        self.average = self.I(SMA, self.data.Close, 10)
        closes = np.asarray(self.data.Close, dtype=float)
        self.sizes = np.where(np.append(closes[3:], [0, 0, 0]) > closes, 0.9, 0.1)  # ahead

    def next(self):
        if self.data.Close[-1] > self.average[-1] and not self.position:
            self.buy(size=self.sizes[len(self.data) - 1])
        elif self.data.Close[-1] < self.average[-1]:
            self.position.close()
