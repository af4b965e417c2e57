# technique: sorting by falling dates turns the past into the future
# where: indicator ahead
# static: none
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        falling = close.sort_index(ascending=False)
        self.ahead = self.I(lambda: falling.rolling(5).mean().sort_index() - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
