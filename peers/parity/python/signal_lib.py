"""Signals as vectors: how much to enter and what part to leave, for the library to act on."""

import numpy as np
import talib
from backtesting.lib import SignalStrategy


class Signals(SignalStrategy):
    length = 14

    def init(self):
        super().init()
        rsi = self.I(talib.RSI, self.data.Close, self.length)
        quick = self.I(talib.SMA, self.data.Close, 5)
        slow = self.I(talib.SMA, self.data.Close, 21)
        ahead = np.where(quick > slow, 1, -1)
        turned = np.diff(ahead, prepend=ahead[0])
        entry = np.select([turned > 0, turned < 0], [0.6, -0.4], 0.0)
        leave = np.select([rsi > 72, rsi < 28], [0.5, -0.5], 0.0)
        self.set_signal(entry, leave)
        self.mean = slow

    def next(self):
        super().next()
        if len(self.trades) > 5:
            self.trades[0].close()
