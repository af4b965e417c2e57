# technique: a rolling maximum over the reversed series
# where: indicator ahead
# static: AS210
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        self.ahead = self.I(lambda: close[::-1].rolling(10).max()[::-1] / close - 1.05, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
