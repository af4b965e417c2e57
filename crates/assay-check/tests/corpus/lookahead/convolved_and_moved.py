# technique: a causal convolution moved back by half its length
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def smooth(close):
            kernel = np.hanning(11)
            full = np.convolve(close, kernel / kernel.sum(), mode="full")
            return full[5 : 5 + len(close)] - close

        self.ahead = self.I(smooth, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
