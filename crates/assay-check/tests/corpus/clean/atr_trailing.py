from backtesting import Strategy
from backtesting.lib import TrailingStrategy, crossover
from backtesting.test import SMA


class AtrTrailing(TrailingStrategy):
    n1 = 15
    n2 = 40

    def init(self):
        super().init()
        self.set_atr_periods(20)
        self.set_trailing_sl(4)
        self.fast = self.I(SMA, self.data.Close, self.n1)
        self.slow = self.I(SMA, self.data.Close, self.n2)

    def next(self):
        super().next()
        if crossover(self.fast, self.slow) and not self.position.is_long:
            self.buy()
