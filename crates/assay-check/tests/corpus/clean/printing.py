from backtesting import Strategy
from backtesting.test import SMA


class Verbose(Strategy):
    n = 15
    verbose = False

    def init(self):
        self.ma = self.I(SMA, self.data.Close, self.n)
        self.log("starting with %d bars of warm-up", self.n)

    def log(self, text, *args):
        if self.verbose:
            print(text % args)

    def next(self):
        price = self.data.Close[-1]
        self.log("%s close=%.2f equity=%8.2f", self.data.index[-1], price, self.equity)
        if price > self.ma[-1] and not self.position:
            self.log("{:>10} {:<8.2f} {name}".format("buy", price, name=self.__class__.__name__))
            self.buy()
        elif price < self.ma[-1] and self.position:
            self.log(f"{'sell':>10} {price:<8.2f} {type(self).__name__}")
            self.position.close()
