from backtesting import Strategy
from backtesting.lib import crossover
from backtesting.test import SMA


class Brackets(Strategy):
    reward = 3.0
    risk_pct = 0.02

    def init(self):
        self.fast = self.I(SMA, self.data.Close, 7)
        self.slow = self.I(SMA, self.data.Close, 30)

    def next(self):
        price = self.data.Close[-1]
        risk = price * self.risk_pct
        if crossover(self.fast, self.slow):
            self.buy(size=0.5, sl=price - risk, tp=price + self.reward * risk, tag="long")
        elif crossover(self.slow, self.fast):
            self.sell(size=0.5, sl=price + risk, tp=price - self.reward * risk, tag="short")
