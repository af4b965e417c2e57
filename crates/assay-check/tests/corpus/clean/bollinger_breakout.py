from backtesting import Strategy
import pandas as pd


def bollinger(close, n, width):
    close = pd.Series(close)
    middle = close.rolling(n).mean()
    spread = close.rolling(n).std(ddof=0)
    return middle - width * spread, middle, middle + width * spread


class BollingerBreakout(Strategy):
    n = 20
    width = 2.0

    def init(self):
        self.lower, self.middle, self.upper = self.I(bollinger, self.data.Close, self.n, self.width)

    def next(self):
        price = self.data.Close[-1]
        if not self.position and price > self.upper[-1]:
            self.buy()
        elif self.position.is_long and price < self.middle[-1]:
            self.position.close()
