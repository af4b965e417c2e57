import numpy as np
import pandas as pd
from backtesting import Strategy


def spread(close, fast, slow):
    """Distance of a fast from a slow average, in units of its own rolling deviation: a pair of one."""
    close = pd.Series(close)
    difference = close.ewm(span=fast).mean() - close.ewm(span=slow).mean()
    mean = difference.rolling(slow).mean()
    deviation = difference.rolling(slow).std()
    return (difference - mean) / deviation


class PairsLike(Strategy):
    fast, slow = 5, 60
    enter, leave = 1.8, 0.2

    def init(self):
        self.score = self.I(spread, self.data.Close, self.fast, self.slow)

    def next(self):
        score = self.score[-1]
        if not np.isfinite(score):
            return
        if self.position and abs(score) < self.leave:
            self.position.close()
        elif not self.position:
            if score > self.enter:
                self.sell(size=0.4)
            elif score < -self.enter:
                self.buy(size=0.4)
