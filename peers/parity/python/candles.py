"""Candle patterns as whole numbers, a column of truths and a scatter of marks."""

import numpy as np
import talib
from backtesting import Strategy


class Candles(Strategy):
    hold = 8

    def init(self):
        bars = (self.data.Open, self.data.High, self.data.Low, self.data.Close)
        self.engulfing = self.I(talib.CDLENGULFING, *bars)
        self.hammer = self.I(talib.CDLHAMMER, *bars, plot=False)
        self.up = self.I(lambda: self.data.Close > self.data.Open, name="up")
        # Scattered marks are mostly missing and do not delay the start.
        self.marks = self.I(self.gaps, 0.01, scatter=True, name="gap of {0}")

    def gaps(self, size):
        before = np.concatenate([[np.nan], self.data.Close[:-1]])
        gap = self.data.Open / before - 1
        return np.where(np.abs(gap) > size, gap, np.nan)

    def next(self):
        bar = len(self.data) - 1
        for trade in self.trades:
            if bar - trade.entry_bar >= self.hold:
                trade.close()
        if self.engulfing[-1] > 0 and self.up:
            self.buy(size=0.25, tag="engulfing")
        elif self.engulfing[-1] < 0 and not self.up:
            self.sell(size=0.25, tag="engulfing")
        elif self.hammer[-1] == 100:
            self.buy(size=0.1, tag="hammer")
        if not np.isnan(self.marks[-1]) and self.position:
            self.position.close(0.5)
