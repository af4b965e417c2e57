"""Reads the data as pandas sees them: frames, series, the index and the smallest step of the price."""

import numpy as np
import talib
from backtesting import Strategy


class FrameReader(Strategy):
    window = 25

    def init(self):
        self.mean = self.I(talib.SMA, self.data.Close, self.window)
        self.deviation = self.I(
            lambda close: close.rolling(self.window).std(), self.data.Close.s, name="deviation", overlay=False
        )

    def next(self):
        recent = self.data.df.iloc[-self.window :]
        last = recent.iloc[-1]
        score = (last["Close"] - recent["Close"].mean()) / recent["Close"].std()
        busy = last["Volume"] > recent["Volume"].median()
        changes = self.data.Close.s.iloc[-6:].pct_change().dropna()
        pips = round(self.deviation[-1] / self.data.pip)
        if score > 1 and busy and not self.position.is_long:
            self.buy(size=0.5, tag=f"{pips} pips, {recent.index[-1].date()}")
        elif score < -1 and busy and not self.position.is_short:
            self.sell(size=0.5, tag=f"{pips} pips, {len(self.data.df)}")
        elif self.position and np.sign(changes.sum()) != np.sign(self.position.size) and (changes.abs().max() > 0.01):
            self.position.close()
        if len(self.data) != len(self.data.index) or self.mean.s.index[-1] != self.data.index[-1]:
            self.position.close()
