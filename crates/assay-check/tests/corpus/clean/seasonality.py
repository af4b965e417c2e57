import datetime as dt

from backtesting import Strategy


class TurnOfMonth(Strategy):
    first = 26
    last = 4
    hold = dt.timedelta(days=9)

    def init(self):
        self.since = None

    def next(self):
        now = self.data.index[-1]
        inside = now.day >= self.first or now.day <= self.last
        if inside and not self.position and now.weekday() < 5:
            self.buy(size=0.8)
            self.since = now
        elif self.position and self.since is not None and now - self.since > self.hold:
            self.position.close()
