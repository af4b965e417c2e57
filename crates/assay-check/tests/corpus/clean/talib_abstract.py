from talib import abstract

from backtesting import Strategy


class Stochastic(Strategy):
    def init(self):
        def slow():
            frame = self.data.df.rename(columns=str.lower)
            result = abstract.STOCH(frame, fastk_period=14, slowk_period=3, slowd_period=3)
            return result["slowk"].to_numpy(), result["slowd"].to_numpy()

        self.k, self.d = self.I(slow, name="STOCH")

    def next(self):
        if self.k[-1] < 20 and self.k[-1] > self.d[-1]:
            self.buy(size=0.2)
        elif self.k[-1] > 80:
            self.position.close()
