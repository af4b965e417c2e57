"""Channel breakouts with units of equal risk, added at half ranges, left at the opposite short channel."""

import talib
from backtesting import Strategy


class Turtle(Strategy):
    entry = 20
    leave = 10
    units_max = 4
    risk = 0.01

    def init(self):
        self.upper = self.I(talib.MAX, self.data.High, self.entry)
        self.lower = self.I(talib.MIN, self.data.Low, self.entry)
        self.exit_low = self.I(talib.MIN, self.data.Low, self.leave)
        self.exit_high = self.I(talib.MAX, self.data.High, self.leave)
        self.n = self.I(talib.ATR, self.data.High, self.data.Low, self.data.Close, self.entry)

    def unit(self):
        size = int(self.risk * self.equity / self.n[-1])
        return max(1, min(size, int(0.24 * self.equity / self.data.Close[-1])))

    def next(self):
        close, n = self.data.Close[-1], self.n[-1]
        entries = [order for order in self.orders if order.parent_trade is None]
        for order in entries:
            order.cancel()
        if not self.position:
            self.buy(size=self.unit(), stop=self.upper[-1], tag="turtle")
            self.sell(size=self.unit(), stop=self.lower[-1], tag="turtle")
            return
        if self.position.is_long:
            if close < self.exit_low[-2]:
                self.position.close()
            elif len(self.trades) < self.units_max:
                self.buy(size=self.unit(), stop=max(close, self.trades[-1].entry_price + n / 2))
            for trade in self.trades:
                trade.sl = max(trade.sl or 0, close - 2 * n, close * 0.1)
        else:
            if close > self.exit_high[-2]:
                self.position.close()
            elif len(self.trades) < self.units_max:
                level = min(close, self.trades[-1].entry_price - n / 2)
                if level > 0:
                    self.sell(size=self.unit(), stop=level)
            for trade in self.trades:
                trade.sl = min(trade.sl or close * 5, close + 2 * n)
