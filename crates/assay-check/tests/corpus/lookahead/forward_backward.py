# technique: an exponential average run forward, then backward
# where: indicator ahead
# static: AS210
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        once = close.ewm(span=10).mean()
        self.ahead = self.I(lambda: once[::-1].ewm(span=10).mean()[::-1] - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
