import numpy as np
from backtesting import Strategy


def swing_lows(low, wing):
    """The last swing low that is confirmed: a low is one once `wing` higher bars have followed it."""
    out = np.full(len(low), np.nan)
    level = np.nan
    for i in range(2 * wing, len(low)):
        middle = i - wing
        window = low[middle - wing : i + 1]
        if low[middle] == window.min():
            level = low[middle]
        out[i] = level
    return out


class Swings(Strategy):
    wing = 3

    def init(self):
        self.floor = self.I(swing_lows, self.data.Low, self.wing)

    def next(self):
        floor = self.floor[-1]
        if np.isnan(floor):
            return
        price = self.data.Close[-1]
        if price > floor * 1.03 and not self.position:
            self.buy(size=0.5, sl=floor * 0.99)
        elif price < floor:
            self.position.close()
