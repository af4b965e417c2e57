from itertools import islice

from backtesting import Strategy


class Streaks(Strategy):
    length = 4

    def init(self):
        self.seen = 0

    def next(self):
        self.seen += 1
        recent = list(reversed(self.data.Close[-self.length - 1 :]))
        if (count := len(recent)) <= self.length:
            return
        falls = sum(1 for a, b in zip(recent, islice(recent, 1, None)) if a < b)
        if falls == count - 1 and not self.position:
            self.buy(size=0.5)
        elif self.position and falls == 0:
            self.position.close()
