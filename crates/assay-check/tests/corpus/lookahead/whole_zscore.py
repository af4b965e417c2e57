# technique: a score by the mean and deviation of the whole series
# where: indicator ahead
# static: AS206
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        self.ahead = self.I(lambda: (close.mean() - close) / close.std(), name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
