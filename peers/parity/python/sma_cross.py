"""Two moving averages: long while the fast one leads, short while it trails."""

import pandas as pd
from backtesting import Strategy
from backtesting.lib import crossover


def sma(values, length):
    return pd.Series(values).rolling(length).mean()


class SmaCross(Strategy):
    fast = 10
    slow = 30

    def init(self):
        close = self.data.Close
        self.fast_mean = self.I(sma, close, self.fast)
        self.slow_mean = self.I(sma, close, self.slow)

    def next(self):
        if crossover(self.fast_mean, self.slow_mean):
            self.position.close()
            self.buy()
        elif crossover(self.slow_mean, self.fast_mean):
            self.position.close()
            self.sell()
