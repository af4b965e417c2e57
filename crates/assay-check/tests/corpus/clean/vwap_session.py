import pandas as pd
from backtesting import Strategy


def monthly_vwap(df):
    """Volume-weighted price since the beginning of the month."""
    typical = (df["High"] + df["Low"] + df["Close"]) / 3
    month = df.index.to_period("M")
    money = (typical * df["Volume"]).groupby(month).cumsum()
    volume = df["Volume"].groupby(month).cumsum()
    return money / volume


class MonthlyVwap(Strategy):
    def init(self):
        self.vwap = self.I(lambda: pd.Series(monthly_vwap(self.data.df)).to_numpy(), name="VWAP")

    def next(self):
        close = self.data.Close[-1]
        if close > self.vwap[-1] * 1.01 and not self.position:
            self.buy(size=0.5)
        elif close < self.vwap[-1] * 0.99 and self.position:
            self.position.close()
