# technique: a loop over windows that begin at the bar they are written to
# where: indicator ahead
# static: AS208
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def best(close, n):
            out = np.zeros(len(close))
            for i in range(len(close) - n):
                out[i] = close[i : i + n].max() / close[i] - 1.03
            return out

        self.ahead = self.I(best, self.data.Close, 5, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
