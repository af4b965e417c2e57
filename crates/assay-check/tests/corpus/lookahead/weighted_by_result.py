# technique: averages vote with weights that are their results over all bars
# where: indicator ahead
# static: none
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        returns = close.pct_change().shift(1).fillna(0)

        def profit(n):
            long = close > close.rolling(n).mean()
            return float((long.shift(2).fillna(False).astype(float) * returns).cumsum().iloc[len(close) - 1])

        periods = (5, 10, 20, 40)
        weights = {n: profit(n) for n in periods}
        self.ahead = self.I(
            lambda: sum((close - close.rolling(n).mean()) * weight for n, weight in weights.items()), name="ahead"
        )

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
