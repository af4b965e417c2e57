# technique: the series without its first bars, padded at the end
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def later(close):
            return np.append(close[5:], np.repeat(np.nan, 5)) / close - 1

        self.ahead = self.I(later, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
