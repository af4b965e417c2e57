# technique: the highest price of all bars is kept in init, and sold at
# where: line marked `ahead`
# static: AS206
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        self.top = max(self.data.High)  # ahead

    def next(self):
        if self.data.High[-1] >= self.top * 0.98:
            self.position.close()
        elif not self.position:
            self.buy(size=0.5)
