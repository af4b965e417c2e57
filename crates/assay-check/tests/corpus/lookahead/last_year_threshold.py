# technique: a level from the last bars of the series
# where: indicator ahead
# static: none
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        level = close.iloc[-100:].mean()
        self.ahead = self.I(lambda: level - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
