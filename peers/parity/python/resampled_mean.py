"""An average of a longer period decides the side, one of the bars the moment."""

import pandas as pd
import talib
from backtesting import Strategy
from backtesting.lib import crossover, resample_apply


def mean(series, length):
    return pd.Series(series).rolling(length).mean()


class ResampledMean(Strategy):
    rule = "W"
    weeks = 6
    length = 5

    def init(self):
        self.weekly = resample_apply(self.rule, mean, self.data.Close, self.weeks, plot=False)
        self.momentum = resample_apply(self.rule, talib.MOM, self.data.Close, timeperiod=3)
        self.quick = self.I(talib.SMA, self.data.Close, self.length)

    def next(self):
        if self.momentum[-1] > 0 and crossover(self.quick, self.weekly):
            self.position.close()
            self.buy(size=0.99)
        elif self.momentum[-1] < 0 and crossover(self.weekly, self.quick):
            self.position.close()
            self.sell(size=0.99)
        elif self.position.is_long and self.momentum[-1] < 0:
            self.position.close(0.5)
        elif self.position.is_short and self.momentum[-1] > 0:
            self.position.close(0.5)
