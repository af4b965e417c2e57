# technique: the method that looks ahead is named by a text
# where: indicator ahead
# static: AS112
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        thin = close.where(close.index.dayofweek == 4)
        self.ahead = self.I(lambda: thin.agg("b" + "fill") - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
