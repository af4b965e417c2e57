"""A file as people share it: the strategy, and how they ran it."""

from backtesting import Backtest, Strategy
from backtesting.test import SMA


class Weekly(Strategy):
    n = 5

    def init(self):
        self.ma = self.I(SMA, self.data.Close, self.n)

    def next(self):
        if self.data.Close[-1] > self.ma[-1]:
            if not self.position:
                self.buy()
        else:
            self.position.close()


if __name__ == "__main__":
    import sys

    import yfinance as yf

    symbol = sys.argv[1] if len(sys.argv) > 1 else "AAPL"
    frame = yf.download(symbol, start="2015-01-01")
    stats, heatmap = Backtest(frame, Weekly, commission=0.001).optimize(n=range(3, 20), return_heatmap=True)
    heatmap.to_csv("heatmap.csv")
    print(stats)
