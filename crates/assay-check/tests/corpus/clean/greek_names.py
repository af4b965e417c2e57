"""Names in other alphabets are names."""

import numpy as np
import pandas as pd
from backtesting import Strategy


def σ(x, n):
    return pd.Series(x).rolling(n).std()


class Größe(Strategy):
    α = 0.05
    fenster = 25

    def init(self):
        self.σ = self.I(σ, self.data.Close, self.fenster)
        self.µ = self.I(lambda x: pd.Series(x).rolling(self.fenster).mean(), self.data.Close, name="µ")

    def next(self):
        Δ = self.data.Close[-1] - self.µ[-1]
        if np.isnan(Δ):
            return
        # Ein „normaler“ Kommentar mit Umlauten – und 日本語 und 🚀.
        if Δ < -2 * self.σ[-1] and not self.position:
            self.buy(size=1 - self.α)
        elif Δ > 0:
            self.position.close()
