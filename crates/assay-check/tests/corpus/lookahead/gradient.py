# technique: np.gradient takes the slope between the bars before and after
# where: indicator ahead
# static: AS203
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        self.ahead = self.I(lambda x: np.gradient(x), self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
