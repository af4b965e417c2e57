import numpy as np
import talib
from backtesting import Strategy


def supertrend(high, low, close, period, factor):
    atr = talib.ATR(high, low, close, timeperiod=period)
    middle = (high + low) / 2
    upper, lower = middle + factor * atr, middle - factor * atr
    direction = np.ones(len(close))
    line = np.full(len(close), np.nan)
    for i in range(1, len(close)):
        if np.isnan(atr[i]):
            continue
        if upper[i - 1] < upper[i] and close[i - 1] <= upper[i - 1]:
            upper[i] = upper[i - 1]
        if lower[i - 1] > lower[i] and close[i - 1] >= lower[i - 1]:
            lower[i] = lower[i - 1]
        if close[i] > upper[i - 1]:
            direction[i] = 1
        elif close[i] < lower[i - 1]:
            direction[i] = -1
        else:
            direction[i] = direction[i - 1]
        line[i] = lower[i] if direction[i] > 0 else upper[i]
    return line, direction


class SuperTrend(Strategy):
    period = 10
    factor = 3.0

    def init(self):
        h, l, c = (np.asarray(series, dtype=float) for series in (self.data.High, self.data.Low, self.data.Close))
        self.line, self.direction = self.I(supertrend, h, l, c, self.period, self.factor)

    def next(self):
        if self.direction[-1] > 0 and not self.position.is_long:
            self.position.close()
            self.buy(size=0.8)
        elif self.direction[-1] < 0 and self.position.is_long:
            self.position.close()
