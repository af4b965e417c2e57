from functools import partial, reduce

import numpy as np
import pandas as pd
from backtesting import Strategy

roll = lambda values, n, how: getattr_free(pd.Series(values).rolling(n), how)


def getattr_free(window, how):
    return {"mean": window.mean, "max": window.max, "min": window.min}[how]()


class Functional(Strategy):
    n = 15

    def init(self):
        highest = partial(roll, n=self.n, how="max")
        lowest = partial(roll, n=self.n, how="min")
        self.top = self.I(highest, self.data.High, name="top")
        self.bottom = self.I(lowest, self.data.Low, name="bottom")

    def next(self):
        middle = reduce(lambda a, b: a + b, (self.top[-1], self.bottom[-1])) / 2
        if np.isnan(middle):
            return
        if self.data.Close[-1] > middle and not self.position:
            self.buy(size=0.5)
        elif self.data.Close[-1] < middle:
            self.position.close()
