# technique: a default argument keeps the whole series between calls
# where: line marked `ahead`
# static: AS306
from backtesting import Strategy


def memory(values=None, store=[]):
    if values is not None:
        store.extend(float(value) for value in values)  # ahead
    return store


class Oracle(Strategy):
    def init(self):
        memory().clear()
        memory(self.data.Close)

    def next(self):
        closes = memory()
        tomorrow = closes[min(len(self.data), len(closes) - 1)]
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
