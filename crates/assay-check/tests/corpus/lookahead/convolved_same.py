# technique: a smoothing kernel centred on each bar
# where: indicator ahead
# static: AS203
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def smooth(close):
            return np.convolve(close, np.ones(9) / 9, mode="same") - close

        self.ahead = self.I(smooth, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
