# technique: each day is given the mean of its week
# where: indicator ahead
# static: AS211
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        week = close.index.to_period("W")
        self.ahead = self.I(lambda: close.groupby(week).transform("mean") - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
