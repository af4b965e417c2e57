# technique: a helper of a helper scales by the whole series
# where: indicator ahead
# static: AS206
import numpy as np
from backtesting import Strategy


def centre(values):
    return values - np.mean(values)


def signal(close):
    return -centre(np.log(close))


class Ahead(Strategy):
    def init(self):
        self.ahead = self.I(signal, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
