# technique: np.roll by a positive number brings the end to the start
# where: indicator ahead
# static: AS209
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        self.ahead = self.I(lambda x: x / np.roll(x, 40) - 1, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
