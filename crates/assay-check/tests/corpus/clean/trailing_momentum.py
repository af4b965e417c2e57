from backtesting.lib import TrailingStrategy


class MomentumTrailing(TrailingStrategy):
    lookback = 30

    def init(self):
        super().init()
        self.set_atr_periods(14)
        self.set_trailing_sl(5)

    def next(self):
        super().next()
        if len(self.data) <= self.lookback:
            return
        momentum = self.data.Close[-1] / self.data.Close[-1 - self.lookback] - 1
        if momentum > 0.05 and not self.position:
            self.buy()
