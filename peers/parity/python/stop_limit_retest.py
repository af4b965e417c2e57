"""Stop-limit entries: the breakout has to happen, and the price has to come back to a limit."""

import talib
from backtesting import Strategy


class StopLimitRetest(Strategy):
    length = 10
    wait = 6

    def init(self):
        self.high = self.I(talib.MAX, self.data.High, self.length, name="highest")
        self.low = self.I(talib.MIN, self.data.Low, self.length, name="lowest")
        self.age = {}

    def next(self):
        bar = len(self.data) - 1
        for order in self.orders:
            if order.is_contingent:
                continue
            placed = self.age.get(order.tag, bar)
            if bar - placed >= self.wait:
                order.cancel()
        if self.position or any(not order.is_contingent for order in self.orders):
            return
        width = self.high[-1] - self.low[-1]
        if width <= 0:
            return
        tag = f"entry-{bar}"
        self.age[tag] = bar
        if self.data.Close[-1] * 2 > self.high[-1] + self.low[-1]:
            trigger = self.high[-1]
            self.buy(
                size=0.6,
                stop=trigger,
                limit=trigger + width * 0.05,
                sl=max(trigger - width * 0.5, trigger * 0.2),
                tp=trigger + width,
                tag=tag,
            )
        else:
            trigger = self.low[-1]
            self.sell(
                size=0.6,
                stop=trigger,
                limit=trigger - width * 0.05,
                sl=trigger + width * 0.5,
                tp=max(trigger - width, trigger * 0.2),
                tag=tag,
            )
