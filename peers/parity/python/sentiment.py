"""Columns beside prices: a sentiment with holes and the open interest."""

import numpy as np
import pandas as pd
from backtesting import Strategy


class Sentiment(Strategy):
    length = 10
    level = 0.15

    def init(self):
        self.mood = self.I(
            lambda: pd.Series(self.data.Sentiment).ffill().rolling(self.length).mean(), name="mood"
        )
        self.interest = self.I(lambda: self.data["Open Interest"], name="interest", plot=False)

    def next(self):
        told = self.data.Sentiment[-1]
        growing = self.interest[-1] > self.interest[-2]
        row = self.data.df.iloc[-1]
        if np.isnan(told) != np.isnan(row["Sentiment"]) or row["Open Interest"] != self.interest[-1]:
            self.position.close()
            return
        if self.mood[-1] > self.level and growing and not self.position.is_long:
            self.buy(size=0.7, tag="silent" if np.isnan(told) else f"{told:+.2f}")
        elif self.mood[-1] < -self.level and growing and not self.position.is_short:
            self.sell(size=0.7, tag="silent" if np.isnan(told) else f"{told:+.2f}")
        elif not np.isnan(told) and told * self.position.size < 0:
            self.position.close(0.5)
