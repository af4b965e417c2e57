"""Removes stops and targets, sets them again, and moves them with time."""

import talib
from backtesting import Strategy


class TargetEditing(Strategy):
    def init(self):
        self.range = self.I(talib.ATR, self.data.High, self.data.Low, self.data.Close, 10)
        self.slope = self.I(talib.LINEARREG_SLOPE, self.data.Close, 10)

    def next(self):
        close, step = self.data.Close[-1], self.range[-1]
        bar = len(self.data) - 1
        for trade in self.trades:
            age = bar - trade.entry_bar
            side = 1 if trade.is_long else -1
            if age == 2:
                trade.tp = None
            elif age == 4:
                trade.sl = None
            elif age == 5:
                level = close - side * step
                if level > 0:
                    trade.sl = level
            elif age == 6:
                level = close + side * 1.5 * step
                if level > 0:
                    trade.tp = level
            elif age > 6 and trade.tp is not None and trade.sl is not None:
                # Both close in on the price.
                trade.tp += (close - trade.tp) * 0.1
                trade.sl += (close - trade.sl) * 0.1
            if age > 25:
                trade.sl = trade.tp = None
                trade.close()
        if not self.position:
            if self.slope[-1] > 0:
                self.buy(size=0.5, sl=max(close - 2 * step, close / 9), tp=close + 2 * step)
            elif close > 2 * step:
                self.sell(size=0.5, sl=close + 2 * step, tp=close - 2 * step)
