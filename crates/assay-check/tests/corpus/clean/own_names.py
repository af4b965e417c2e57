"""Methods and attributes of one's own may be called what is refused on others."""

from backtesting import Strategy
from backtesting.test import SMA


class Rules:
    def __init__(self, base):
        self.base = base
        self._memory = {}

    def query(self, key, default=0):
        return self._memory.get(key, default) + self.base

    def dump(self):
        return dict(self._memory)

    def style(self, key):
        self._memory[key] = self._memory.get(key, 0) + 1
        return self.dump()


class OwnNames(Strategy):
    n = 20

    def init(self):
        self.base = self.I(SMA, self.data.Close, self.n)
        self.hist = []

    def plot(self):
        return len(self.hist)

    def format(self, value):
        return f"{value:.3f}"

    def next(self):
        self.hist.append(self.format(self.base[-1]))
        if self.data.Close[-1] > self.base[-1] and self.plot() % 3 == 0 and not self.position:
            self.buy(size=0.5)
        elif self.data.Close[-1] < self.base[-1]:
            self.position.close()
