import math

from backtesting import Strategy


class NotReady(Exception):
    """Too few bars."""


class Careful(Strategy):
    n = 12

    def init(self):
        self.skipped = 0

    def ratio(self):
        if len(self.data) <= self.n:
            raise NotReady(f"{len(self.data)} of {self.n} bars")
        past = float(self.data.Close[-1 - self.n])
        try:
            return math.log(self.data.Close[-1] / past)
        except (ZeroDivisionError, ValueError) as error:
            raise NotReady("no price") from error

    def next(self):
        try:
            ratio = self.ratio()
        except NotReady:
            self.skipped += 1
            return
        if ratio > 0.04 and not self.position:
            self.buy(size=0.5)
        elif ratio < 0:
            self.position.close()
