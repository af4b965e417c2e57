# technique: volume as a share of all volume there will ever be
# where: indicator ahead
# static: AS206
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        volume = self.data.Volume.s
        self.ahead = self.I(lambda: volume / volume.sum() - 0.0005, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
