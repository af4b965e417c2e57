import statistics
from collections import deque

from backtesting import Strategy


class Surprise(Strategy):
    window = 30
    factor = 2.5

    def init(self):
        self.returns = deque(maxlen=self.window)

    def next(self):
        if len(self.data) < 2:
            return
        change = self.data.Close[-1] / self.data.Close[-2] - 1
        if len(self.returns) == self.window:
            mean = statistics.fmean(self.returns)
            spread = statistics.stdev(self.returns)
            if change < mean - self.factor * spread and not self.position:
                self.buy(size=0.5)
            elif change > mean + spread and self.position:
                self.position.close()
        self.returns.append(change)
