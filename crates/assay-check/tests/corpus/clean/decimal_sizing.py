from decimal import ROUND_DOWN, Decimal

from backtesting import Strategy
from backtesting.test import SMA


class ExactSizing(Strategy):
    risk = Decimal("0.01")
    stop = Decimal("0.04")

    def init(self):
        self.ma = self.I(SMA, self.data.Close, 25)

    def units(self, price: float) -> int:
        money = Decimal(str(self.equity)) * self.risk
        per_unit = Decimal(str(price)) * self.stop
        return int((money / per_unit).quantize(Decimal("1"), rounding=ROUND_DOWN))

    def next(self):
        price = self.data.Close[-1]
        if price > self.ma[-1] and not self.position:
            units = self.units(price)
            if units >= 1:
                self.buy(size=units, sl=price * float(1 - self.stop))
        elif price < self.ma[-1]:
            self.position.close()
