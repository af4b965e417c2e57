import numpy as np
import pandas as pd
from backtesting import Strategy


class Ribbon(Strategy):
    periods = (5, 8, 13, 21, 34)

    def init(self):
        def ribbon(close):
            return np.array([pd.Series(close).rolling(n).mean() for n in self.periods])

        self.ribbon = self.I(ribbon, self.data.Close, name=[f"SMA({n})" for n in self.periods])

    def next(self):
        values = [line[-1] for line in self.ribbon]
        if any(np.isnan(value) for value in values):
            return
        ordered = all(a > b for a, b in zip(values, values[1:]))
        inverted = all(a < b for a, b in zip(values, values[1:]))
        if ordered and not self.position.is_long:
            self.buy(size=0.5)
        elif inverted:
            self.position.close()
