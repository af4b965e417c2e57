# technique: a global variable keeps the whole series
# where: line marked `ahead`
# static: AS307
from backtesting import Strategy

closes = []


class Oracle(Strategy):
    def init(self):
        global closes
        closes = [float(value) for value in self.data.Close]  # ahead

    def next(self):
        tomorrow = closes[min(len(self.data), len(closes) - 1)]
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
