# technique: a function made in init closes over the whole series
# where: line marked `ahead`
# static: none
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        lows = self.data.Low.s.copy()

        def coming(bar, n):
            return lows.iloc[bar : bar + n].min()  # ahead

        self.coming = coming

    def next(self):
        low = self.coming(len(self.data), 5)
        if low > self.data.Close[-1] * 0.99 and not self.position:
            self.buy(size=0.5)
        elif low < self.data.Close[-1] * 0.97:
            self.position.close()
