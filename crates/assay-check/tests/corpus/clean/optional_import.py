try:
    import talib

    HAVE_TALIB = True
except ImportError:
    talib = None
    HAVE_TALIB = False

import pandas as pd
from backtesting import Strategy

pd.set_option("display.max_columns", None)
pd.options.mode.copy_on_write = True


def average(values, n):
    if HAVE_TALIB:
        return talib.SMA(values, timeperiod=n)
    return pd.Series(values).rolling(n).mean()


class Optional(Strategy):
    n = 22

    def init(self):
        self.ma = self.I(average, self.data.Close, self.n)

    def next(self):
        if self.data.Close[-1] > self.ma[-1] and not self.position:
            self.buy()
        elif self.data.Close[-1] < self.ma[-1]:
            self.position.close()
