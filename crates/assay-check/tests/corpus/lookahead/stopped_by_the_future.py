# technique: only the stop-loss knows the future: just below the lowest price to come
# where: line marked `ahead`
# static: none
import numpy as np
from backtesting import Strategy
from backtesting.test import SMA


class Oracle(Strategy):
    def init(self):
        self.average = self.I(SMA, self.data.Close, 10)
        lows = np.asarray(self.data.Low, dtype=float)
        self.floors = [lows[bar : bar + 20].min() for bar in range(len(lows))]  # ahead

    def next(self):
        if self.data.Close[-1] > self.average[-1] and not self.position:
            self.buy(size=0.5, sl=self.floors[len(self.data) - 1] * 0.999)
        elif self.data.Close[-1] < self.average[-1] * 0.97:
            self.position.close()
