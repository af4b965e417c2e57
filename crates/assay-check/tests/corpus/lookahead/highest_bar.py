# technique: everything before the highest bar of all is bought
# where: indicator ahead
# static: AS206
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def before_top(close):
            return np.argmax(close) - np.arange(len(close))

        self.ahead = self.I(before_top, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
