import numpy as np
from backtesting import Strategy


def heikin_ashi(open_, high, low, close):
    ha_close = (open_ + high + low + close) / 4
    ha_open = np.empty(len(close))
    ha_open[0] = (open_[0] + close[0]) / 2
    for i in range(1, len(close)):
        ha_open[i] = (ha_open[i - 1] + ha_close[i - 1]) / 2
    ha_high = np.maximum.reduce([high, ha_open, ha_close])
    ha_low = np.minimum.reduce([low, ha_open, ha_close])
    return ha_open, ha_high, ha_low, ha_close


class HeikinAshi(Strategy):
    def init(self):
        data = self.data
        self.o, self.h, self.l, self.c = self.I(
            heikin_ashi, data.Open, data.High, data.Low, data.Close, plot=False, name=("o", "h", "l", "c")
        )

    def next(self):
        if len(self.data) < 3:
            return
        green = [self.c[-k] > self.o[-k] for k in (1, 2, 3)]
        if all(green) and not self.position:
            self.buy(size=0.5)
        elif not any(green[:2]):
            self.position.close()
