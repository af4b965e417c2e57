# technique: a loop that reads ahead through an index with another name
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def ahead(close):
            out = np.zeros(len(close))
            for i in range(len(close) - 2):
                j = min(i + 2, len(close) - 1)
                out[i] = close[j] - close[i]
            return out

        self.ahead = self.I(ahead, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
