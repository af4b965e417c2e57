"""Holds a share of the equity that depends on the trend, and trades the difference once a month."""

import talib
from backtesting import Strategy


class Rebalance(Strategy):
    high_share = 0.8
    low_share = 0.2
    tolerance = 0.02

    def init(self):
        self.trend = self.I(talib.SMA, self.data.Close, 40)

    def next(self):
        now, before = self.data.index[-1], self.data.index[-2]
        if now.month == before.month and now.isocalendar().week == before.isocalendar().week:
            return
        price = self.data.Close[-1]
        share = self.high_share if price > self.trend[-1] else self.low_share
        wanted = int(self.equity * share / price)
        difference = wanted - int(self.position.size)
        if abs(difference) * price < self.tolerance * self.equity:
            return
        if difference > 0:
            self.buy(size=difference, tag=f"{share:.0%}")
        elif difference < 0:
            self.sell(size=-difference, tag=f"{share:.0%}")
