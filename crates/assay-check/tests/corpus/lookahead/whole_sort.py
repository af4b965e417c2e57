# technique: a level from the sorted prices of all bars
# where: indicator ahead
# static: AS206
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def level(close):
            return np.sort(close)[len(close) // 2] - close

        self.ahead = self.I(level, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
