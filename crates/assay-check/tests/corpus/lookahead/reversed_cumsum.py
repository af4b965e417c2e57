# technique: a sum from the end
# where: indicator ahead
# static: AS210
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        self.ahead = self.I(lambda x: (x * 1.0)[::-1].cumsum()[::-1] - 300 * x, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
