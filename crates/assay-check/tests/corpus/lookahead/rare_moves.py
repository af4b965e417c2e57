# technique: only the largest steps are known beforehand, among many orders that mean nothing
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


def large_steps(close):
    change = np.append(np.diff(close) / close[:-1], 0.0)
    return np.where(np.abs(change) > 0.05, np.sign(change), 0.0)


class Ahead(Strategy):
    def init(self):
        self.ahead = self.I(large_steps, self.data.Close, name="ahead")

    def next(self):
        for _ in range(5):
            self.buy(size=1, limit=0.01 * self.data.Close[-1]).cancel()
        if self.position:
            self.position.close()
        if self.ahead[-1] > 0:
            self.buy(size=0.9)
        elif self.ahead[-1] < 0:
            self.sell(size=0.9)
