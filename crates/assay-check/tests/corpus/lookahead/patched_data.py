# technique: the data's class is given an attribute that never shrinks
# where: line marked `ahead`
# static: AS303
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        type(self.data).tomorrow = [float(value) for value in self.data.Close]  # ahead

    def next(self):
        closes = self.data.tomorrow
        tomorrow = closes[min(len(self.data), len(closes) - 1)]
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
