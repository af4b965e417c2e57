# technique: the shift is negative only when it is computed
# where: indicator ahead
# static: none
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        lag = len("x") - 3
        self.ahead = self.I(lambda: close.shift(lag) / close - 1, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
