
from backtesting import Strategy


class Weekday(Strategy):
    def init(self):
        self.names = dict(enumerate(["Mon", "Tue", "Wed", "Thu", "Fri"]))

    def next(self):
        day = self.data.index[-1].dayofweek
        if self.names.get(day) == "Mon" and not self.position:
            self.buy(size=0.5)
        elif self.names.get(day) == "Fri":
            self.position.close()
