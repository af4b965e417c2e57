# technique: scaling between the lowest and highest price of the whole series
# where: indicator ahead
# static: AS206
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def scaled(close):
            return 0.5 - (close - np.min(close)) / (np.max(close) - np.min(close))

        self.ahead = self.I(scaled, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
