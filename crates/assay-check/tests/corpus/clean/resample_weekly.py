from backtesting import Strategy
from backtesting.lib import crossover, resample_apply
from backtesting.test import SMA


class WeeklyTrend(Strategy):
    d_fast = 10
    w_slow = 8

    def init(self):
        self.daily = self.I(SMA, self.data.Close, self.d_fast)
        self.weekly = resample_apply("W-FRI", SMA, self.data.Close, self.w_slow)

    def next(self):
        if self.data.Close[-1] > self.weekly[-1] and crossover(self.data.Close, self.daily):
            self.buy(size=0.6)
        elif self.position and self.data.Close[-1] < self.weekly[-1]:
            self.position.close()
