import pandas as pd
from backtesting import Strategy
from backtesting.lib import crossover


def EMA(values, n):
    """Exponential moving average over `n` bars."""
    return pd.Series(values).ewm(span=n, adjust=False).mean()


class EmaCross(Strategy):
    fast = 12
    slow = 26

    def init(self):
        self.ema_fast = self.I(EMA, self.data.Close, self.fast)
        self.ema_slow = self.I(EMA, self.data.Close, self.slow)

    def next(self):
        if crossover(self.ema_fast, self.ema_slow):
            self.buy(size=0.5)
        elif crossover(self.ema_slow, self.ema_fast):
            self.position.close()
