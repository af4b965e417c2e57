# technique: the shift comes from a table of ordinary numbers
# where: indicator ahead
# static: none
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        close = self.data.Close.s
        lags = {"fast": 1, "slow": 5}
        lag = lags["fast"] - lags["slow"]
        self.ahead = self.I(lambda: close.shift(lag) - close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
