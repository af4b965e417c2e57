# technique: a thinned series is brought back with the next value
# where: indicator ahead
# static: AS204
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        weekly = close.iloc[::5]
        self.ahead = self.I(lambda: weekly.reindex(close.index, method="bfill") - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
