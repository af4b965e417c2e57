"""Every way to say a size, one after the other."""

import numpy as np
import talib
from backtesting import Strategy

NEARLY_ALL = 1 - np.finfo(float).eps


class Sizes(Strategy):
    step = 5

    def init(self):
        self.mean = self.I(talib.SMA, self.data.Close, 5)
        self.turn = 0

    def next(self):
        if len(self.data) % self.step:
            return
        affordable = max(1, int(self.equity / self.data.Close[-1] / 4))
        sizes = [
            0.1,
            NEARLY_ALL,
            affordable,
            float(affordable),
            np.int64(1),
            0.333,
            np.float64(0.05),
            1,
            affordable * 100,
            1e-9,
        ]
        size = sizes[self.turn % len(sizes)]
        side = self.buy if self.turn // 3 % 2 == 0 else self.sell
        side(size=size, tag=f"turn {self.turn}")
        self.turn += 1
        if self.turn % 7 == 0:
            self.position.close()
        elif self.turn % 7 == 3:
            self.position.close(1 / 3)
        elif self.turn % 11 == 0:
            side()
