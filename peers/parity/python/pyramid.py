"""Adds to a winner, at most four times, each time with the stop of all parts moved up behind it."""

import talib
from backtesting import Strategy


class Pyramid(Strategy):
    length = 20
    parts = 4
    step = 0.5

    def init(self):
        self.top = self.I(talib.MAX, self.data.High, self.length)
        self.bottom = self.I(talib.MIN, self.data.Low, self.length)
        self.range = self.I(talib.ATR, self.data.High, self.data.Low, self.data.Close, self.length)

    def next(self):
        close, step = self.data.Close[-1], self.range[-1]
        trades = self.trades
        if not trades:
            if close >= self.top[-2]:
                self.buy(size=0.2, sl=max(close - 2 * step, close / 4), tag="part 1")
            elif close <= self.bottom[-2]:
                self.sell(size=0.2, sl=close + 2 * step, tag="part 1")
            return
        newest = trades[-1]
        if len(trades) < self.parts and not any(order.parent_trade is None for order in self.orders):
            if newest.is_long and close > newest.entry_price + self.step * step:
                self.buy(size=0.2, tag=f"part {len(trades) + 1}")
                for trade in trades:
                    trade.sl = max(trade.sl or 0, close - 2 * step, close / 4)
            elif newest.is_short and close < newest.entry_price - self.step * step:
                self.sell(size=0.2, tag=f"part {len(trades) + 1}")
                for trade in trades:
                    trade.sl = min(trade.sl or close * 9, close + 2 * step)
        if newest.is_long and close < self.bottom[-2] or newest.is_short and close > self.top[-2]:
            self.position.close()
