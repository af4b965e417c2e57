# technique: the mean return of each weekday over all years
# where: indicator ahead
# static: AS211
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        returns = self.data.Close.s.pct_change()
        weekday = returns.index.dayofweek
        self.ahead = self.I(lambda: returns.groupby(weekday).transform("mean"), name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
