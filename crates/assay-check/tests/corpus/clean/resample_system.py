import numpy as np
import pandas as pd
from backtesting import Strategy
from backtesting.lib import resample_apply


def SMA(array, n):
    """Simple moving average"""
    return pd.Series(array).rolling(n).mean()


def RSI(array, n):
    """Relative strength index"""
    gain = pd.Series(array).diff()
    loss = gain.copy()
    gain[gain < 0] = 0
    loss[loss > 0] = 0
    rs = gain.ewm(n).mean() / loss.abs().ewm(n).mean()
    return 100 - 100 / (1 + rs)


class System(Strategy):
    d_rsi = 30
    w_rsi = 30
    level = 65

    def init(self):
        self.ma10 = self.I(SMA, self.data.Close, 10)
        self.ma20 = self.I(SMA, self.data.Close, 20)
        self.ma50 = self.I(SMA, self.data.Close, 50)
        self.daily_rsi = self.I(RSI, self.data.Close, self.d_rsi)
        self.weekly_rsi = resample_apply("W-FRI", RSI, self.data.Close, self.w_rsi)

    def next(self):
        price = self.data.Close[-1]
        rising = np.all(np.array([price, self.ma10[-1], self.ma20[-1]]) > self.ma50[-1])
        strong = self.daily_rsi[-1] > self.level and self.weekly_rsi[-1] > self.daily_rsi[-1] - 10
        if not self.position and rising and strong:
            self.buy(sl=0.92 * price)
        elif price < 0.98 * self.ma10[-1]:
            self.position.close()
