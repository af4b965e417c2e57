import numpy as np
import pandas as pd
from backtesting import Strategy


class VolatilityTarget(Strategy):
    target = 0.15
    window = 30

    def init(self):
        returns = np.log(self.data.Close.s).diff()
        self.vol = self.I(lambda: returns.rolling(self.window).std() * np.sqrt(252), name="vol")
        self.trend = self.I(lambda x: pd.Series(x).ewm(halflife=20).mean(), self.data.Close, name="trend")

    def next(self):
        if np.isnan(self.vol[-1]):
            return
        size = float(np.clip(self.target / self.vol[-1], 0.05, 0.95))
        if self.data.Close[-1] > self.trend[-1] and not self.position:
            self.buy(size=size)
        elif self.data.Close[-1] < self.trend[-1]:
            self.position.close()
