# technique: each day is given the highest price of its quarter
# where: indicator ahead
# static: AS211
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        frame = self.data.df
        quarter = frame.index.to_period("Q")
        highest = frame["High"].groupby(quarter).max()
        self.ahead = self.I(lambda: quarter.map(highest) / frame["Close"] - 1.1, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
