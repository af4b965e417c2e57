from backtesting import Strategy


class Bar:
    __slots__ = ("open", "high", "low", "close")

    def __init__(self, open_, high, low, close):
        self.open, self.high, self.low, self.close = open_, high, low, close

    def __len__(self):
        return 4

    def __eq__(self, other):
        return isinstance(other, Bar) and self.body == other.body

    def __hash__(self):
        return hash(self.body)

    @property
    def body(self):
        return abs(self.close - self.open)

    @property
    def lower_wick(self):
        return min(self.open, self.close) - self.low


class Pinbar(Strategy):
    ratio = 2.0

    def init(self):
        pass

    def bar(self, back=1):
        data = self.data
        return Bar(data.Open[-back], data.High[-back], data.Low[-back], data.Close[-back])

    def next(self):
        bar = self.bar()
        if bar.body > 0 and bar.lower_wick > self.ratio * bar.body and not self.position:
            self.buy(size=0.4, sl=bar.low * 0.995)
        elif self.position and self.data.Close[-1] < self.data.Open[-1]:
            self.position.close()
