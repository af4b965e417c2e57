import pandas as pd
from backtesting import Strategy


def highest(values, n):
    return pd.Series(values).rolling(n).max().shift(1)


def lowest(values, n):
    return pd.Series(values).rolling(n).min().shift(1)


class Turtle(Strategy):
    entry = 20
    exit = 10
    risk = 0.02

    def init(self):
        self.high_entry = self.I(highest, self.data.High, self.entry)
        self.low_entry = self.I(lowest, self.data.Low, self.entry)
        self.high_exit = self.I(highest, self.data.High, self.exit)
        self.low_exit = self.I(lowest, self.data.Low, self.exit)

    def next(self):
        price = self.data.Close[-1]
        if self.position.is_long and price < self.low_exit[-1]:
            self.position.close()
        elif self.position.is_short and price > self.high_exit[-1]:
            self.position.close()
        elif not self.position:
            if price > self.high_entry[-1]:
                self.buy(size=0.5)
            elif price < self.low_entry[-1]:
                self.sell(size=0.5)
