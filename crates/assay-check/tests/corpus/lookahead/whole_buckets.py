# technique: buckets of equal size over the whole series
# where: indicator ahead
# static: AS206
import pandas as pd
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        self.ahead = self.I(lambda: 2 - pd.qcut(close, 5, labels=False), name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
