"""Distance from the average in standard deviations: enters far away, leaves near it."""

import pandas as pd
from backtesting import Strategy


class ZScore(Strategy):
    window = 30
    enter = 1.6
    leave = 0.3

    def init(self):
        def score(values, window):
            series = pd.Series(values)
            rolling = series.rolling(window)
            return (series - rolling.mean()) / rolling.std(ddof=0)

        self.score = self.I(score, self.data.Close, self.window, name="z({1})", overlay=False)

    def next(self):
        z = float(self.score)
        if abs(z) < self.leave:
            self.position.close()
        elif z > self.enter and not self.position:
            self.sell(size=0.5 if z < 2.5 else 0.9)
        elif z < -self.enter and not self.position:
            self.buy(size=0.5 if z > -2.5 else 0.9)
