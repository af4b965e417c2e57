from enum import Enum, auto

import numpy as np
from backtesting import Strategy
from backtesting.test import SMA


class Regime(Enum):
    RISING = auto()
    FALLING = auto()
    FLAT = auto()


class RegimeSwitch(Strategy):
    period = 50
    band = 0.01

    def init(self):
        self.average = self.I(SMA, self.data.Close, self.period)

    def regime(self) -> Regime:
        average = self.average[-1]
        if np.isnan(average):
            return Regime.FLAT
        distance = self.data.Close[-1] / average - 1
        if distance > self.band:
            return Regime.RISING
        if distance < -self.band:
            return Regime.FALLING
        return Regime.FLAT

    def next(self):
        regime = self.regime()
        if regime is Regime.RISING and not self.position.is_long:
            self.position.close()
            self.buy(size=0.9)
        elif regime is Regime.FALLING and not self.position.is_short:
            self.position.close()
            self.sell(size=0.9)
        elif regime is Regime.FLAT:
            self.position.close()
