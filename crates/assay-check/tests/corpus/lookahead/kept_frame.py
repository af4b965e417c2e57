# technique: a copy of the whole frame is kept in init and indexed one bar ahead
# where: line marked `ahead`
# static: none
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        self.table = self.data.df.copy()  # ahead

    def next(self):
        bar = len(self.data)
        if bar >= len(self.table):
            return
        rises = self.table["Close"].iloc[bar] > self.data.Close[-1]
        if rises and not self.position:
            self.buy(size=0.5)
        elif not rises:
            self.position.close()
