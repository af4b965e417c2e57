import pandas as pd
from backtesting import Strategy


class RollingRegression(Strategy):
    """Follows the slope of close on volume-weighted price over a rolling window."""

    window = 40

    def init(self):
        close = self.data.Close.s
        typical = (self.data.High.s + self.data.Low.s + close) / 3
        volume = self.data.Volume.s

        def slope():
            vwap = (typical * volume).rolling(self.window).sum() / volume.rolling(self.window).sum()
            covariance = close.rolling(self.window).cov(vwap)
            return covariance / vwap.rolling(self.window).var()

        self.slope = self.I(slope)

    def next(self):
        if self.slope[-1] > 1.05 and not self.position:
            self.buy(size=0.6)
        elif self.slope[-1] < 0.95 and self.position:
            self.position.close()
