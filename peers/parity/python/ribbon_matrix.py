"""A ribbon of averages as one matrix; the strategy counts how many of them point up."""

import numpy as np
import talib
from backtesting import Strategy

LENGTHS = (5, 8, 13, 21, 34)


def ribbon(close):
    # One row for each bar: the matrix may lie either way.
    return np.column_stack([talib.EMA(close, length) for length in LENGTHS])


class RibbonMatrix(Strategy):
    majority = 4

    def init(self):
        self.ribbon = self.I(ribbon, self.data.Close, name="ribbon", plot=False)
        self.slope = self.I(lambda: np.diff(self.ribbon, axis=1, prepend=np.nan), name="slope")

    def next(self):
        rising = int((self.slope[:, -1] > 0).sum())
        ordered = np.all(np.diff(self.ribbon[:, -1]) < 0)
        if rising >= self.majority and ordered:
            if not self.position.is_long:
                self.buy(size=0.9, tag=f"{rising} rising")
        elif rising <= len(LENGTHS) - self.majority:
            if not self.position.is_short:
                self.sell(size=0.9, tag=f"{rising} rising")
        elif self.position:
            self.position.close()
