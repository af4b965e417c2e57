# technique: the label of a learner, the return of the next ten bars, used as a signal
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def label(close, n):
            future = np.full(len(close), np.nan)
            future[:-n] = close[n:] / close[:-n] - 1
            return np.where(future > 0.02, 1.0, -1.0)

        self.ahead = self.I(label, self.data.Close, 10, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
