"""A buy stop above the channel and a sell stop below it; when one fills, the other goes."""

import pandas as pd
from backtesting import Strategy


def channel(high, low, length):
    top = pd.Series(high).rolling(length).max()
    bottom = pd.Series(low).rolling(length).min()
    return top.to_numpy(), bottom.to_numpy()


class StopBreakout(Strategy):
    length = 15
    patience = 12

    def init(self):
        self.top, self.bottom = self.I(
            channel, self.data.High, self.data.Low, self.length, name=["top", "bottom"]
        )
        self.placed_at = 0

    def next(self):
        bar = len(self.data)
        waiting = [order for order in self.orders if order.stop and not order.is_contingent]
        if self.trades or bar - self.placed_at > self.patience:
            for order in waiting:
                order.cancel()
            waiting = []
        if self.trades:
            # A quarter of the channel is given back at most.
            width = self.top[-1] - self.bottom[-1]
            for trade in self.trades:
                if trade.is_long and self.data.Close[-1] < self.top[-1] - width / 4:
                    trade.close()
                elif trade.is_short and self.data.Close[-1] > self.bottom[-1] + width / 4:
                    trade.close()
        elif not waiting:
            top, bottom = self.top[-1], self.bottom[-1]
            middle = (top + bottom) / 2
            self.buy(size=0.4, stop=top * 1.0002, sl=middle, tag=f"above {bar}")
            self.sell(size=0.4, stop=bottom * 0.9998, sl=middle, tag=f"below {bar}")
            self.placed_at = bar
