# technique: an attribute of a function keeps the whole series
# where: line marked `ahead`
# static: none
from backtesting import Strategy


def remember(values):
    remember.values = [float(value) for value in values]  # ahead
    return values


class Oracle(Strategy):
    def init(self):
        self.close = self.I(remember, self.data.Close)

    def next(self):
        closes = remember.values
        tomorrow = closes[min(len(self.data), len(closes) - 1)]
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
