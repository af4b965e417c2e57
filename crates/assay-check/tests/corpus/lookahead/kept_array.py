# technique: an array of init is the whole one, and stays so
# where: line marked `ahead`
# static: none
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        self.closes = list(self.data.Close)  # ahead

    def next(self):
        tomorrow = self.closes[min(len(self.data), len(self.closes) - 1)]
        if tomorrow > self.data.Close[-1] * 1.01 and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
