"""Signals and the trailing stop of the library together."""

import pandas as pd
from backtesting.lib import SignalStrategy, TrailingStrategy


class SignalTrailing(SignalStrategy, TrailingStrategy):
    quick = 10
    slow = 25

    def init(self):
        super().init()
        close = pd.Series(self.data.Close)
        quick = self.I(lambda: close.ewm(span=self.quick, min_periods=self.quick).mean(), name="quick")
        self.slow_mean = self.I(lambda: close.rolling(self.slow).mean(), name="slow")
        above = (pd.Series(quick) > pd.Series(self.slow_mean)).astype(int)
        signal = above.diff().fillna(0)
        self.set_signal(entry_size=signal * 0.9)
        self.set_atr_periods(12)
        self.set_trailing_sl(1.4)
