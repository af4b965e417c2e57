from functools import cached_property

from backtesting import Strategy
from backtesting.test import SMA


class WithProperties(Strategy):
    fast = 9
    slow = 21

    def init(self):
        self.a = self.I(SMA, self.data.Close, self.fast)
        self.b = self.I(SMA, self.data.Close, self.slow)
        self._floor = 0.9

    @property
    def price(self):
        return self.data.Close[-1]

    @property
    def floor(self):
        return self._floor

    @floor.setter
    def floor(self, value):
        self._floor = min(max(value, 0.5), 0.99)

    @cached_property
    def label(self):
        return f"{self.fast}/{self.slow}"

    @staticmethod
    def rising(line):
        return len(line) > 1 and line[-1] > line[-2]

    @classmethod
    def describe(cls):
        return f"{cls.__name__}({cls.fast}, {cls.slow})"

    def next(self):
        if self.a[-1] > self.b[-1] and self.rising(self.a) and not self.position:
            self.buy(sl=self.price * self.floor)
        elif self.a[-1] < self.b[-1]:
            self.position.close()
