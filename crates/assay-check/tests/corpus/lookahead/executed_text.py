# technique: the look-ahead stands in a text that is executed
# where: indicator ahead
# static: AS104
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        self.ahead = self.I(lambda: eval("c.shift(-1) - c", {"c": close}), name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
