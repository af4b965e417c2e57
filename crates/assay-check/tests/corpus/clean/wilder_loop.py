import numpy as np
from backtesting import Strategy


def wilder(values, n):
    """Wilder's smoothing, as a loop: seeded with the first window's mean."""
    out = np.full(len(values), np.nan)
    if len(values) < n:
        return out
    out[n - 1] = np.mean(values[:n])
    for i in range(n, len(values)):
        out[i] = out[i - 1] + (values[i] - out[i - 1]) / n
    return out


class Wilder(Strategy):
    n = 21

    def init(self):
        self.line = self.I(wilder, self.data.Close, self.n)

    def next(self):
        if len(self.data) <= self.n:
            return
        if self.data.Close[-1] > self.line[-1] and self.data.Close[-2] <= self.line[-2]:
            self.buy(size=0.3)
        elif self.data.Close[-1] < self.line[-1] and self.position:
            self.position.close()
