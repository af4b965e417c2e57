import numpy as np
from backtesting import Strategy


def kaufman_efficiency(close, n):
    close = np.asarray(close, float)
    change = np.abs(close[n:] - close[:-n])
    steps = np.abs(np.diff(close))
    noise = np.convolve(steps, np.ones(n), mode="valid")
    out = np.full(len(close), np.nan)
    out[n:] = np.divide(change, noise, out=np.zeros_like(change), where=noise > 0)
    return out


class Efficiency(Strategy):
    n = 20

    def init(self):
        self.er = self.I(kaufman_efficiency, self.data.Close, self.n)

    def next(self):
        if len(self.data) <= self.n:
            return
        rising = self.data.Close[-1] > self.data.Close[-1 - self.n]
        if self.er[-1] > 0.4 and rising and not self.position:
            self.buy(size=0.5)
        elif self.er[-1] < 0.2:
            self.position.close()
