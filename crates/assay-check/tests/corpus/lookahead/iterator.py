# technique: an iterator over the whole series runs one bar ahead
# where: line marked `ahead`
# static: none
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        self.coming = iter([float(close) for close in self.data.Close[2:]])  # ahead

    def next(self):
        tomorrow = next(self.coming, None)
        if tomorrow is None:
            return
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
