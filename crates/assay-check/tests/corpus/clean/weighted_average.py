import numpy as np
from backtesting import Strategy
from backtesting.lib import crossover


def wma(values, n):
    weights = np.arange(1, n + 1)
    full = np.convolve(values, weights[::-1], mode="full")[: len(values)] / weights.sum()
    full[: n - 1] = np.nan
    return full


def hull(values, n):
    half = wma(values, n // 2)
    whole = wma(values, n)
    raw = np.nan_to_num(2 * half - whole, nan=0.0)
    return wma(raw, int(np.sqrt(n)))


class Hull(Strategy):
    n = 36

    def init(self):
        self.fast = self.I(hull, self.data.Close, self.n)
        self.slow = self.I(wma, self.data.Close, 2 * self.n)

    def next(self):
        if len(self.data) < 3 * self.n:
            return
        if crossover(self.fast, self.slow):
            self.buy(size=0.5)
        elif crossover(self.slow, self.fast):
            self.position.close()
