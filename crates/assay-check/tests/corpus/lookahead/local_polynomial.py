# technique: a parabola through seven bars, read at their middle
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def savitzky(close):
            windows = np.lib.stride_tricks.sliding_window_view(np.asarray(close), 7)
            weights = np.array([-2, 3, 6, 7, 6, 3, -2]) / 21
            out = np.array(close, dtype=float)
            out[3:-3] = windows @ weights
            return out - close

        self.ahead = self.I(savitzky, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
