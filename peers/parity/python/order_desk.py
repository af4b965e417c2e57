"""Looks through its own orders: counts, prices, sizes and marks decide what is cancelled and what follows."""

import talib
from backtesting import Strategy


class OrderDesk(Strategy):
    def init(self):
        self.mean = self.I(talib.SMA, self.data.Close, 8)
        self.range = self.I(talib.NATR, self.data.High, self.data.Low, self.data.Close, 12)

    def next(self):
        close = self.data.Close[-1]
        reach = self.range[-1] / 100
        entries = [order for order in self.orders if not order.is_contingent and order.parent_trade is None]
        protective = [order for order in self.orders if order.is_contingent]
        for order in entries:
            price = order.limit or order.stop
            if price and abs(price / close - 1) > 2 * reach:
                order.cancel()
            elif order.is_long and order.limit and order.sl and order.sl > close:
                order.cancel()
        if len(protective) > 4:
            # The oldest stop goes: cancelled as an order, missed by its trade.
            stops = [order for order in protective if order.stop]
            if stops:
                stops[-1].cancel()
        naked = [trade for trade in self.trades if trade.sl is None]
        for trade in naked[1:]:
            trade.close()
        if len(entries) < 3 and len(self.trades) < 5:
            tag = f"{len(entries)}/{len(protective)}/{len(self.trades)}"
            if close > self.mean[-1]:
                limit = close * (1 - reach / 2)
                order = self.buy(size=0.1, limit=limit, sl=limit / (1 + 2 * reach), tp=close * (1 + reach), tag=tag)
            else:
                stop = close / (1 + reach / 2)
                order = self.sell(size=0.1, stop=stop, sl=close * (1 + reach), tp=stop / (1 + 3 * reach), tag=tag)
            if order.size != (0.1 if order.is_long else -0.1) or order.tag != tag:
                order.cancel()
