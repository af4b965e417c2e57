"""One limit order below a rising market or above a falling one, placed anew on every bar until it fills."""

import talib
from backtesting import Strategy


class LimitDip(Strategy):
    length = 20
    discount = 0.4
    risk = 1.5
    reward = 2.5

    def init(self):
        self.mean = self.I(talib.EMA, self.data.Close, timeperiod=self.length)
        self.range = self.I(talib.ATR, self.data.High, self.data.Low, self.data.Close, self.length)

    def next(self):
        for order in self.orders:
            if not order.is_contingent:
                order.cancel()
        if self.position:
            return
        close, step = self.data.Close[-1], self.range[-1]
        if close > self.mean[-1]:
            limit = close - self.discount * step
            stop = max(limit - self.risk * step, limit * 0.3)
            self.buy(size=0.5, limit=limit, sl=stop, tp=limit + self.reward * step, tag="dip")
        else:
            limit = close + self.discount * step
            target = max(limit - self.reward * step, limit * 0.3)
            self.sell(size=0.5, limit=limit, sl=limit + self.risk * step, tp=target, tag="rally")
