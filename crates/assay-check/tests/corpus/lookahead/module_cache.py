# technique: a dictionary of the module keeps what an indicator was given
# where: line marked `ahead`
# static: none
import pandas as pd
from backtesting import Strategy

CACHE = {}


def average(close, n):
    CACHE["close"] = [float(value) for value in close]  # ahead
    return pd.Series(close).rolling(n).mean()


class Oracle(Strategy):
    def init(self):
        self.average = self.I(average, self.data.Close, 10)

    def next(self):
        closes = CACHE["close"]
        tomorrow = closes[min(len(self.data), len(closes) - 1)]
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
