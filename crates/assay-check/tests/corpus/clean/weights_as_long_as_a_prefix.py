"""Weights and buffers that are as long as some prefix of the bars."""

import numpy as np
import pandas as pd
from backtesting import Strategy


class WeightedCloses(Strategy):
    """Weights and buffers of every short length: none is a series of the bars."""

    def init(self):
        self.weights = np.array([0.4, 0.6])
        self.buffer = np.zeros(16)
        self.steps = np.arange(64)
        self.shares = pd.Series([0.25, 0.75])

    def next(self):
        if len(self.data) < 2:
            return
        self.buffer[len(self.data) % 16] = self.data.Close[-1]
        mean = self.data.Close[-1] * self.weights[1] + self.data.Close[-2] * self.weights[0]
        if self.data.Close[-1] > mean * self.shares.sum() and not self.position:
            self.buy(size=0.5)
        elif self.data.Close[-1] < mean and self.position:
            self.position.close()
