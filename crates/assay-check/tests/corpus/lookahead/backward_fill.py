# technique: a signal of some bars is filled backward
# where: indicator ahead
# static: AS204
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        monthly = close.where(close.index.day > 25)
        self.ahead = self.I(lambda: monthly.bfill() - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
