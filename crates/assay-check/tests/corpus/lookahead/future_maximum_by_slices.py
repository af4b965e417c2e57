# technique: the maximum of the next bars from shifted slices
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def highest_next(close, n):
            padded = np.concatenate([close, np.full(n, close[0] * 0)])
            parts = [padded[k : k + len(close)] for k in range(1, n + 1)]
            return np.maximum.reduce(parts) / close - 1.03

        self.ahead = self.I(highest_next, self.data.Close, 5, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
