# technique: np.flip around a cumulated minimum
# where: indicator ahead
# static: AS210
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def lowest_to_come(low):
            return np.flip(np.minimum.accumulate(np.flip(low))) - low

        self.ahead = self.I(lowest_to_come, self.data.Low, name="ahead")

    def next(self):
        if self.ahead[-1] > -0.01 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < -1 and self.position:
            self.position.close()
