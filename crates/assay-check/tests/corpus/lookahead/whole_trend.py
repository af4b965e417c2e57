# technique: a straight line fitted to all bars
# where: indicator ahead
# static: AS206
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def trend(close):
            bars = np.arange(len(close))
            slope, intercept = np.polyfit(bars, close, 1)
            return slope * bars + intercept - close

        self.ahead = self.I(trend, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
