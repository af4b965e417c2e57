import numpy as np
from backtesting import Strategy


def moving_average(x, n):
    x = np.asarray(x, dtype=float)
    total = np.cumsum(np.insert(x, 0, 0.0))
    out = np.full(x.shape, np.nan)
    out[n - 1 :] = (total[n:] - total[:-n]) / n
    return out


def zscore(x, n):
    x = np.asarray(x, dtype=float)
    windows = np.lib.stride_tricks.sliding_window_view(x, n)
    out = np.full(len(x), np.nan)
    out[n - 1 :] = (x[n - 1 :] - windows.mean(axis=1)) / (windows.std(axis=1) + 1e-12)
    return out


class ZScoreReversion(Strategy):
    n = 30
    entry = 1.5

    def init(self):
        self.z = self.I(zscore, self.data.Close, self.n)
        self.mean = self.I(moving_average, self.data.Close, self.n)

    def next(self):
        z = self.z[-1]
        if np.isnan(z):
            return
        if z < -self.entry and not self.position:
            self.buy(size=0.5)
        elif z > 0 and self.position:
            self.position.close()
