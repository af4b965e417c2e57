# technique: the total less what has been: what is to come
# where: indicator ahead
# static: AS207
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def to_come(volume):
            total = np.cumsum(volume)
            return total[-1] - total - 1e9

        self.ahead = self.I(to_come, self.data.Volume, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
