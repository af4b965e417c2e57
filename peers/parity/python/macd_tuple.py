"""MACD as a tuple of three arrays, and a fourth that is their difference."""

import talib
from backtesting import Strategy
from backtesting.lib import cross, crossover


class MacdTuple(Strategy):
    fast = 12
    slow = 26
    signal_length = 9

    def init(self):
        self.macd, self.signal, self.histogram = self.I(
            talib.MACD,
            self.data.Close,
            fastperiod=self.fast,
            slowperiod=self.slow,
            signalperiod=self.signal_length,
            name=("macd", "signal", "histogram"),
        )
        # An array made of indicators is one of them.
        self.distance = self.macd - self.signal

    def next(self):
        if crossover(self.macd, self.signal) and self.distance[-1] > 0:
            self.position.close()
            self.buy(size=0.9)
        elif crossover(self.signal, self.macd) and self.histogram[-1] < 0:
            self.position.close()
            self.sell(size=0.9)
        elif cross(self.macd, 0) or len(self.distance) != len(self.data):
            self.position.close(0.5)
