"""Prices are called what they are called: open, input, vars and dir are ordinary names here."""

import pandas as pd
from backtesting import Strategy


def gap(open, close):
    """Overnight gap in percent; the parameter hides the builtin on purpose."""
    return (pd.Series(open) / pd.Series(close).shift(1) - 1) * 100


def describe(input, dir="up"):
    vars = {"input": input, "dir": dir}
    return vars["dir"]


class Gaps(Strategy):
    threshold = 1.0

    def init(self):
        self.gap = self.I(gap, self.data.Open, self.data.Close)
        self.dir = describe(self.threshold)

    def next(self):
        open, close = self.data.Open[-1], self.data.Close[-1]
        if self.gap[-1] > self.threshold and close > open and not self.position:
            self.buy(size=0.5)
        elif self.position and close < open:
            self.position.close()
