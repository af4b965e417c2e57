from backtesting import Strategy
from backtesting.test import SMA


class Machine(Strategy):
    n = 30

    def init(self):
        self.state = ("flat", 0)
        self.ma = self.I(SMA, self.data.Close, self.n)

    def next(self):
        above = bool(self.data.Close[-1] > self.ma[-1])
        match self.state:
            case ("flat", _) if above:
                self.state = ("armed", len(self.data))
            case ("armed", since) if above and len(self.data) - since >= 2:
                self.buy(size=0.5)
                self.state = ("long", len(self.data))
            case ("armed", _) if not above:
                self.state = ("flat", 0)
            case ("long", int(since)) if not above and len(self.data) > since:
                self.position.close()
                self.state = ("flat", 0)
            case _:
                pass
