# technique: the last close of all is kept in init, and compared with
# where: line marked `ahead`
# static: AS207
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        self.final = self.data.Close[-1]  # ahead

    def next(self):
        if self.data.Close[-1] < self.final * 0.9 and not self.position:
            self.buy(size=0.5)
        elif self.data.Close[-1] > self.final:
            self.position.close()
