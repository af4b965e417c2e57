import math

import numpy as np
from backtesting import Strategy


class Kalman:
    """A filter of one state: the level of the price."""

    def __init__(self, noise: float, drift: float):
        self.noise = noise
        self.drift = drift
        self.level = math.nan
        self.variance = 1.0

    def __repr__(self) -> str:
        return f"Kalman(level={self.level:.2f}, variance={self.variance:.4f})"

    def __call__(self, price: float) -> float:
        if math.isnan(self.level):
            self.level = price
            return self.level
        self.variance += self.drift
        gain = self.variance / (self.variance + self.noise)
        self.level += gain * (price - self.level)
        self.variance *= 1 - gain
        return self.level


def filtered(prices, noise, drift):
    step = Kalman(noise, drift)
    return np.array([step(price) for price in prices])


class KalmanTrend(Strategy):
    noise = 1.0
    drift = 0.01

    def init(self):
        self.level = self.I(filtered, self.data.Close, self.noise, self.drift)

    def next(self):
        if len(self.data) < 3:
            return
        rising = self.level[-1] > self.level[-2] > self.level[-3]
        if rising and not self.position:
            self.buy(size=0.5)
        elif not rising and self.position and self.position.pl_pct < -0.02:
            self.position.close()
