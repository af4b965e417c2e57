from backtesting import Strategy
from backtesting.test import SMA


class RiskMixin:
    max_drawdown = 0.2

    def start_risk(self):
        self._peak = 0.0

    def too_deep(self):
        self._peak = max(self._peak, self.equity)
        return self.equity < self._peak * (1 - self.max_drawdown)


class Trend(Strategy):
    n = 35

    def init(self):
        super().init()
        self.line = self.I(SMA, self.data.Close, self.n)

    def next(self):
        super().next()
        if self.data.Close[-1] > self.line[-1]:
            if not self.position:
                self.buy(size=0.7)
        else:
            self.position.close()


class SafeTrend(RiskMixin, Trend):
    def init(self):
        Trend.init(self)
        self.start_risk()

    def next(self):
        if self.too_deep():
            self.position.close()
            return
        Trend.next(self)
