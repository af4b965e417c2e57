# technique: a cache of results keeps what was computed of all bars
# where: line marked `ahead`
# static: none
from functools import lru_cache

from backtesting import Strategy


@lru_cache(maxsize=None)
def best_bars(closes):
    return frozenset(bar for bar in range(len(closes) - 1) if closes[bar + 1] > closes[bar])  # ahead


class Oracle(Strategy):
    def init(self):
        self.best = best_bars(tuple(float(value) for value in self.data.Close))

    def next(self):
        good = len(self.data) - 1 in self.best
        if good and not self.position:
            self.buy(size=0.5)
        elif not good:
            self.position.close()
