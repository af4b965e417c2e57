"""The way the library's own guide writes it: its sample average, and a test at the end of the file."""

from backtesting import Backtest, Strategy
from backtesting.lib import crossover
from backtesting.test import GOOG, SMA


class LibraryMean(Strategy):
    n1: int = 10
    n2: int = 20
    stop: float = 0.06

    def init(self):
        price = self.data.Close
        self.sma1 = self.I(SMA, price, self.n1)
        self.sma2 = self.I(SMA, price, n=self.n2)

    def next(self):
        price = self.data.Close[-1]
        if crossover(self.sma1, self.sma2):
            self.buy(sl=price * (1 - self.stop))
        elif crossover(self.sma2, self.sma1) and self.position.is_long:
            self.position.close()
            self.sell(size=0.5, sl=price * (1 + self.stop), tp=price * (1 - 2 * self.stop))


if __name__ == "__main__":
    print(Backtest(GOOG, LibraryMean, cash=10_000, commission=0.002).run())
