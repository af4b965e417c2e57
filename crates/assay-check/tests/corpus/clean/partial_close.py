from backtesting import Strategy
from backtesting.test import SMA


class ScaleOut(Strategy):
    n = 18

    def init(self):
        self.ma = self.I(SMA, self.data.Close, self.n)
        self.scaled = set()

    def next(self):
        price = self.data.Close[-1]
        if not self.position and price > self.ma[-1]:
            self.buy(size=0.9)
        for number, trade in enumerate(self.trades):
            if trade.pl_pct > 0.05 and (trade.entry_bar, number) not in self.scaled:
                self.scaled.add((trade.entry_bar, number))
                trade.close(0.5)
        if self.position and price < 0.97 * self.ma[-1]:
            self.position.close()
