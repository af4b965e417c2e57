import random

import numpy as np
from backtesting import Strategy


class RandomEntry(Strategy):
    """A control: enters by chance, with a seed, so that a rule can be compared with luck."""

    seed = 7
    chance = 0.05

    def init(self):
        self.rng = np.random.default_rng(self.seed)
        self.dice = random.Random(self.seed)

    def next(self):
        if not self.position and self.rng.random() < self.chance:
            self.buy(size=0.5, sl=self.data.Close[-1] * 0.95)
        elif self.position and self.dice.random() < self.chance:
            self.position.close()
