"""A script as people write it: no guard, the backtest starts with the file. Assay ignores the run."""

import talib
from backtesting import Backtest, Strategy
from backtesting.test import GOOG


class Fast(Strategy):
    fastk = 14

    def init(self):
        self.k, self.d = self.I(
            talib.STOCHF, self.data.High, self.data.Low, self.data.Close, fastk_period=self.fastk, fastd_period=3
        )

    def next(self):
        if self.k[-1] < 20 and not self.position:
            self.buy(size=0.5)
        elif self.k[-1] > 80:
            self.position.close()


bt = Backtest(GOOG, Fast, cash=10_000, commission=0.001, exclusive_orders=True)
stats = bt.run()
print(stats)
bt.plot(open_browser=False)
