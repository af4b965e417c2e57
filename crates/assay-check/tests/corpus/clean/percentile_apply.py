import numpy as np
import pandas as pd
from backtesting import Strategy


def last_rank(window):
    """Where the last value of a window stands among its values."""
    return (window < window[-1]).mean()


def squeeze(series, n):
    return pd.Series(series).rolling(n).apply(lambda w: w[-1] / w.max(), raw=True)


class Percentile(Strategy):
    n = 50

    def init(self):
        close = self.data.Close.s
        self.rank = self.I(lambda: close.rolling(self.n).apply(last_rank, raw=True), name="rank")
        self.squeeze = self.I(squeeze, self.data.High, self.n)

    def next(self):
        if np.isnan(self.rank[-1]):
            return
        if self.rank[-1] > 0.9 and self.squeeze[-1] > 0.98 and not self.position:
            self.buy(size=0.5)
        elif self.rank[-1] < 0.4:
            self.position.close()
