"""Raises the stake after a loss and lowers it after a gain, from what the closed trades tell."""

from collections import deque
from dataclasses import dataclass
from statistics import mean

import talib
from backtesting import Strategy
from backtesting.lib import crossover


@dataclass
class Stake:
    share: float = 0.1
    least: float = 0.05
    most: float = 0.8

    def after(self, won: bool) -> float:
        self.share = max(self.least, self.share / 2) if won else min(self.most, self.share * 2)
        return self.share


class AfterLosses(Strategy):
    memory = 5

    def init(self):
        self.quick = self.I(talib.EMA, self.data.Close, 6)
        self.slow = self.I(talib.EMA, self.data.Close, 17)
        self.stake = Stake()
        self.results = deque(maxlen=self.memory)
        self.seen = 0

    def next(self):
        for trade in self.closed_trades[self.seen :]:
            self.results.append(trade.pl_pct)
            self.stake.after(trade.pl > 0)
        self.seen = len(self.closed_trades)
        size = self.stake.share
        if len(self.results) == self.memory and mean(self.results) < -0.02:
            size = self.stake.least
        if crossover(self.quick, self.slow):
            self.position.close()
            self.buy(size=size, tag=f"{size:.4f}")
        elif crossover(self.slow, self.quick):
            self.position.close()
            self.sell(size=size, tag=f"{size:.4f}")
