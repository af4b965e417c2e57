# technique: a list of trades is made in init with all bars in view
# where: line marked `ahead`
# static: none
import numpy as np
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        closes = np.asarray(self.data.Close, dtype=float)
        rises = closes[5:] / closes[:-5]
        self.plan = {int(bar) + 1 for bar in np.flatnonzero(rises > 1.03)}  # ahead

    def next(self):
        if len(self.data) in self.plan and not self.position:
            self.buy(size=0.5)
        elif self.position and len(self.data) not in self.plan:
            self.position.close()
