import pandas as pd
from backtesting import Strategy


def midpoint(high, low, n):
    return (pd.Series(high).rolling(n).max() + pd.Series(low).rolling(n).min()) / 2


class Ichimoku(Strategy):
    conversion = 9
    base_period = 26
    span = 52

    def init(self):
        h, l = self.data.High, self.data.Low
        self.tenkan = self.I(midpoint, h, l, self.conversion)
        self.kijun = self.I(midpoint, h, l, self.base_period)
        # The cloud is drawn ahead, so that today's cloud is what was known 26 bars ago.
        self.span_a = self.I(
            lambda a, b: ((pd.Series(a) + pd.Series(b)) / 2).shift(26), self.tenkan, self.kijun, name="span a"
        )
        self.span_b = self.I(lambda: midpoint(h, l, self.span).shift(26), name="span b")

    def next(self):
        price = self.data.Close[-1]
        top = max(self.span_a[-1], self.span_b[-1])
        if price > top and self.tenkan[-1] > self.kijun[-1] and not self.position:
            self.buy(size=0.6)
        elif price < self.kijun[-1] and self.position:
            self.position.close()
