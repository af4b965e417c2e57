# technique: weeks made with a loop, each day given the close of its week
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def weekly(close, dates):
            weeks = [date.isocalendar()[:2] for date in dates]
            closes = dict(zip(weeks, close))
            return np.array([closes[week] for week in weeks]) - close

        self.ahead = self.I(weekly, self.data.Close, self.data.index, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
