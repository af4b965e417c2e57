import pandas as pd
from backtesting import Strategy


class MonthEnd(Strategy):
    months = 6

    def init(self):
        close = self.data.Close.s
        monthly = close.resample("MS").last().rolling(self.months).mean().shift(1)
        daily = monthly.reindex(close.index, method="ffill")
        self.trend = self.I(lambda: daily, name="trend")

    def next(self):
        if pd.notna(self.trend[-1]):
            if self.data.Close[-1] > self.trend[-1] and not self.position:
                self.buy()
            elif self.data.Close[-1] < self.trend[-1]:
                self.position.close()
