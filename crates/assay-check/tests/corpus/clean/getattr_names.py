import pandas as pd
from backtesting import Strategy


class Named(Strategy):
    periods = [10, 20, 40]

    def init(self):
        for n in self.periods:
            setattr(self, f"sma_{n}", self.I(lambda x, n=n: pd.Series(x).rolling(n).mean(), self.data.Close))

    def next(self):
        lines = [getattr(self, f"sma_{n}")[-1] for n in self.periods]
        best = getattr(self, "bias", 1.0)
        if lines == sorted(lines, reverse=True) and self.data.Close[-1] > lines[0] * best and not self.position:
            self.buy(size=0.3)
        elif self.data.Close[-1] < lines[-1] and hasattr(self, "sma_10"):
            self.position.close()
