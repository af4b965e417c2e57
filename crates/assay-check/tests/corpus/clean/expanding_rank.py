import pandas as pd
from backtesting import Strategy


class ExpandingRank(Strategy):
    """Ranks each return among all returns so far."""

    def init(self):
        returns = self.data.Close.s.pct_change()
        self.rank = self.I(lambda: returns.expanding(min_periods=30).rank(pct=True), name="rank")
        self.z = self.I(
            lambda: (returns - returns.expanding(30).mean()) / returns.expanding(30).std(), name="z", overlay=False
        )

    def next(self):
        if pd.isna(self.rank[-1]):
            return
        if self.rank[-1] < 0.05 and self.z[-1] < -1.5 and not self.position:
            self.buy(size=0.5)
        elif self.rank[-1] > 0.6:
            self.position.close()
