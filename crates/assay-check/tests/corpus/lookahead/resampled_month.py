# technique: each day knows the close of its month
# where: indicator ahead
# static: AS211
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        monthly = close.resample("MS").last().reindex(close.index, method="ffill")
        self.ahead = self.I(lambda: monthly - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
