"""Leaves a trade in parts: half at the first goal, a quarter of the rest at each sign of weakness."""

import talib
from backtesting import Strategy


class PartialExits(Strategy):
    goal = 0.02
    loss = 0.03
    length = 12

    def init(self):
        self.rsi = self.I(talib.RSI, self.data.Close, self.length)
        self.mean = self.I(talib.SMA, self.data.Close, 2 * self.length)
        self.halved = set()

    def next(self):
        for trade in self.trades:
            if trade.entry_bar not in self.halved and trade.pl_pct >= self.goal:
                self.halved.add(trade.entry_bar)
                trade.close(0.5)
            elif trade.pl_pct <= -self.loss:
                trade.close()
        rsi = self.rsi[-1]
        if self.position.is_long and rsi < 45 or self.position.is_short and rsi > 55:
            self.position.close(0.25)
        if abs(self.position.size) == 1:
            self.position.close(portion=1.0)
        if self.position:
            return
        if rsi > 55 and self.data.Close[-1] > self.mean[-1]:
            self.buy(size=0.95)
        elif rsi < 45 and self.data.Close[-1] < self.mean[-1]:
            self.sell(size=0.95)
