from collections import Counter, defaultdict, namedtuple
from typing import NamedTuple

from backtesting import Strategy

Level = namedtuple("Level", "price touches")


class Vote(NamedTuple):
    name: str
    weight: float = 1.0


class Levels(Strategy):
    bucket = 5.0

    def init(self):
        self.touches = Counter()
        self.votes = defaultdict(list)
        self.best = Level(0.0, 0)

    def next(self):
        price = self.data.Close[-1]
        key = round(price / self.bucket)
        self.touches[key] += 1
        self.votes[key].append(Vote("close", 1.0))
        strongest, count = self.touches.most_common(1)[0]
        self.best = self.best._replace(price=strongest * self.bucket, touches=count)
        if price > self.best.price * 1.02 and not self.position:
            self.buy(size=0.4)
        elif price < self.best.price * 0.98:
            self.position.close()
