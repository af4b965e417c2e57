import numpy as np
import pandas as pd
from backtesting import Strategy


def rsi(array, n):
    gain = pd.Series(array).diff()
    loss = gain.copy()
    gain[gain < 0] = 0
    loss[loss > 0] = 0
    strength = gain.ewm(alpha=1 / n).mean() / loss.abs().ewm(alpha=1 / n).mean()
    return 100 - 100 / (1 + strength)


class RsiReversal(Strategy):
    period = 14
    lower = 30
    upper = 70

    def init(self):
        self.rsi = self.I(rsi, self.data.Close, self.period)

    def next(self):
        if np.isnan(self.rsi[-1]):
            return
        if self.rsi[-1] < self.lower and not self.position:
            self.buy(sl=0.92 * self.data.Close[-1])
        elif self.rsi[-1] > self.upper:
            self.position.close()
