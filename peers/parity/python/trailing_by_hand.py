"""A trailing stop by hand: percent below the best close, at break-even after a first gain."""

import talib
from backtesting import Strategy
from backtesting.lib import crossover


class TrailingByHand(Strategy):
    gap = 0.04
    lock = 0.03

    def init(self):
        self.mean = self.I(talib.WMA, self.data.Close, 18)

    def trail(self, trade):
        close = self.data.Close[-1]
        if trade.is_long:
            level = close * (1 - self.gap)
            if trade.pl_pct > self.lock:
                level = max(level, trade.entry_price)
            if trade.sl is None or level > trade.sl:
                trade.sl = level
        else:
            level = close * (1 + self.gap)
            if trade.pl_pct > self.lock:
                level = min(level, trade.entry_price)
            if trade.sl is None or level < trade.sl:
                trade.sl = level

    def next(self):
        for trade in self.trades:
            self.trail(trade)
        if crossover(self.data.Close, self.mean) and not self.position.is_long:
            self.buy(size=0.7, sl=self.data.Close[-1] * (1 - 2 * self.gap))
        elif crossover(self.mean, self.data.Close) and not self.position.is_short:
            self.sell(size=0.7, sl=self.data.Close[-1] * (1 + 2 * self.gap))
