# technique: np.interp between every tenth bar
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def between(close):
            bars = np.arange(len(close))
            return np.interp(bars, bars[::10], close[::10]) - close

        self.ahead = self.I(between, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
