# technique: the sign of the next step, smaller than any rounding
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


def steps(close):
    return np.append(np.sign(np.diff(close)), 0.0)


class Ahead(Strategy):
    def init(self):
        self.ahead = self.I(lambda close: steps(close) * 1e-14, self.data.Close, name="ahead")

    def next(self):
        up = self.ahead[-1]
        if up > 0 and not self.position:
            self.buy(size=0.9)
        elif up < 0 and self.position:
            self.position.close()
