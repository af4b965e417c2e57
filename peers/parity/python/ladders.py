"""Groups of trades by their marks: each ladder lives and dies as one."""

import collections

import talib
from backtesting import Strategy


class Ladders(Strategy):
    goal = 0.01

    def init(self):
        self.rsi = self.I(talib.RSI, self.data.Close, 5)
        self.made = 0

    def next(self):
        groups = collections.defaultdict(list)
        for trade in self.trades:
            groups[trade.tag.split(":")[0]].append(trade)
        for name, trades in sorted(groups.items()):
            value = sum(trade.value for trade in trades)
            gain = sum(trade.pl for trade in trades)
            if gain > self.goal * value or gain < -3 * self.goal * value:
                for trade in trades:
                    trade.close()
            elif gain < -self.goal * value and len(trades) < 3:
                tag = f"{name}:{len(trades)}"
                if trades[0].is_long:
                    self.buy(size=0.1, tag=tag)
                else:
                    self.sell(size=0.1, tag=tag)
        if len(groups) < 3 and self.rsi[-1] < 25:
            self.made += 1
            self.buy(size=0.1, tag=f"dip{self.made}:0")
        elif len(groups) < 3 and self.rsi[-1] > 80:
            self.made += 1
            self.sell(size=0.1, tag=f"top{self.made}:0")
