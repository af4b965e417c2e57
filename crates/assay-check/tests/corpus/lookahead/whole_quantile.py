# technique: a threshold at a quantile of the whole series
# where: indicator ahead
# static: AS206
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        volume = self.data.Volume.s
        limit = volume.quantile(0.9)
        self.ahead = self.I(lambda: volume - limit, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
