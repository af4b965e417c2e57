"""Bollinger bands as one data frame of three columns."""

import pandas as pd
from backtesting import Strategy


def bands(close, length, width):
    window = pd.Series(close).rolling(length)
    mean, spread = window.mean(), window.std()
    return pd.DataFrame({"lower": mean - width * spread, "middle": mean, "upper": mean + width * spread})


class BandsFrame(Strategy):
    length = 20
    width = 1.8

    def init(self):
        self.bands = self.I(bands, self.data.Close, self.length, width=self.width, overlay=True)

    def next(self):
        lower, middle, upper = self.bands
        close = self.data.Close
        if close[-1] < lower[-1] and close[-2] >= lower[-2]:
            self.buy(size=0.6, sl=close[-1] * 0.93)
        elif close[-1] > upper[-1] and close[-2] <= upper[-2]:
            self.sell(size=0.6, sl=close[-1] * 1.07)
        elif self.position.is_long and close > middle:
            self.position.close()
        elif self.position.is_short and close < middle:
            self.position.close()
