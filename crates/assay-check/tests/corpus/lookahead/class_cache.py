# technique: the class keeps the whole series
# where: line marked `ahead`
# static: AS303
from backtesting import Strategy


class Oracle(Strategy):
    seen = []

    def init(self):
        type(self).seen = [float(value) for value in self.data.Close]  # ahead

    def next(self):
        tomorrow = self.seen[min(len(self.data), len(self.seen) - 1)]
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
