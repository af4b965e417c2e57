from abc import abstractmethod

from backtesting import Strategy
from backtesting.test import SMA


class Base(Strategy):
    size = 0.95

    def init(self):
        self.prepare()

    @abstractmethod
    def prepare(self):
        """Declares the indicators."""

    @abstractmethod
    def wants_long(self) -> bool:
        """Whether to be long."""

    def next(self):
        if self.wants_long():
            if not self.position:
                self.buy(size=self.size)
        elif self.position:
            self.position.close()


class TrendFollower(Base):
    period = 60

    def prepare(self):
        self.trend = self.I(SMA, self.data.Close, self.period)

    def wants_long(self) -> bool:
        return bool(self.data.Close[-1] > self.trend[-1])
