import pandas as pd
from backtesting import Strategy


def previous_month_pivot(df: pd.DataFrame) -> pd.Series:
    """Classic pivot of the month before, known on every day of the month."""
    monthly = df.groupby(df.index.to_period("M")).agg({"High": "max", "Low": "min", "Close": "last"})
    pivot = monthly.mean(axis=1).shift(1)
    return pd.Series(df.index.to_period("M").map(pivot), index=df.index)


class Pivots(Strategy):
    def init(self):
        pivot = previous_month_pivot(self.data.df)
        self.pivot = self.I(lambda: pivot.to_numpy(), name="pivot")

    def next(self):
        if self.data.Close[-1] > self.pivot[-1] and not self.position:
            self.buy(size=0.5)
        elif self.data.Close[-1] < self.pivot[-1] * 0.98:
            self.position.close()
