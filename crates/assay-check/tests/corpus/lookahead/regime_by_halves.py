# technique: the first half trades otherwise because the second is known
# where: line marked `ahead`
# static: none
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        closes = list(self.data.Close)
        middle = len(closes) // 2
        self.grows = sum(closes[middle:]) > sum(closes[:middle])  # ahead
        self.middle = middle

    def next(self):
        if self.grows and len(self.data) < self.middle and not self.position:
            self.buy(size=0.5)
        elif len(self.data) >= self.middle:
            self.position.close()
