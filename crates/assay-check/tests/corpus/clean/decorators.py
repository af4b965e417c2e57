import functools
from functools import lru_cache

from backtesting import Strategy


def once_per_bar(method):
    """Runs a method at most once for each bar."""

    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        if self.last_bar == len(self.data):
            return None
        self.last_bar = len(self.data)
        return method(self, *args, **kwargs)

    return wrapper


@lru_cache(maxsize=128)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


class Decorated(Strategy):
    def init(self):
        self.last_bar = 0
        self.lookback = fibonacci(8)

    @once_per_bar
    def decide(self):
        if len(self.data) <= self.lookback:
            return
        if self.data.Close[-1] > self.data.Close[-self.lookback] and not self.position:
            self.buy(size=0.5)
        elif self.data.Close[-1] < self.data.Close[-self.lookback]:
            self.position.close()

    def next(self):
        self.decide()
        self.decide()
