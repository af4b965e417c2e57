# technique: a window of the past, moved half its length to the past
# where: indicator ahead
# static: AS201
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        self.ahead = self.I(lambda: close.rolling(10).mean().shift(-5) - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
