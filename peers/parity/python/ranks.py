"""Where the close ranks among the last ones, and how long ago it was somewhere else."""

import numpy as np
import talib
from backtesting import Strategy
from backtesting.lib import barssince, quantile


class Ranks(Strategy):
    window = 60
    rest = 12

    def init(self):
        self.change = self.I(talib.ROC, self.data.Close, 10)
        self.mean = self.I(talib.SMA, self.data.Close, self.window)

    def next(self):
        recent = self.data.Close[-self.window :]
        rank = quantile(recent)
        ceiling, floor = quantile(recent, 0.9), quantile(recent, 0.1)
        since_below = barssince(self.data.Close < self.mean)
        since_above = barssince(self.data.Close > self.mean, default=np.inf)
        if not self.position:
            if rank > 0.7 and since_below < self.rest:
                self.buy(size=0.5, tag=f"rank {rank:.3f} after {since_below}")
            elif rank < 0.3 and since_above < self.rest:
                self.sell(size=0.5, tag=f"rank {rank:.3f} after {since_above}")
        elif self.position.is_long and self.data.Close[-1] < floor:
            self.position.close()
        elif self.position.is_short and self.data.Close[-1] > ceiling:
            self.position.close()
        elif quantile(self.change) > 0.99:
            self.position.close(0.5)
