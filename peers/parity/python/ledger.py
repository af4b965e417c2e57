"""Writes what it can see of its trades into the marks of the next ones."""

import talib
from backtesting import Strategy


class Ledger(Strategy):
    every = 6

    def init(self):
        self.mean = self.I(talib.HT_TRENDLINE, self.data.Close)

    def next(self):
        if len(self.data) % self.every:
            return
        told = [f"{self.equity:.6g}", f"{self.position.size:g}", f"{self.position.pl:.4g}"]
        told.append(f"{self.position.pl_pct:.4g}")
        for trade in self.trades[:2]:
            told.append(f"{trade.entry_bar}@{trade.entry_price:.6g}")
            told.append(f"{trade.size:g}={trade.value:.6g}")
            told.append(f"{trade.pl:.4g},{trade.pl_pct:.4g}")
            told.append(f"{trade.entry_time:%m%d}")
            if trade.exit_price is None and trade.exit_bar is None and trade.exit_time is None:
                told.append("open")
        for trade in self.closed_trades[-1:]:
            told.append(f"{trade.exit_bar}@{trade.exit_price:.6g}")
            told.append(f"{trade.pl:.4g},{trade.pl_pct:.4g},{trade.value:.6g}")
            told.append(f"{trade.sl or 0:.6g},{trade.tp or 0:.6g}")
        tag = " ".join(told)
        close = self.data.Close[-1]
        if close > self.mean[-1]:
            self.buy(size=0.2, sl=close * 0.95, tp=close * 1.04, tag=tag)
        else:
            self.sell(size=0.2, sl=close * 1.05, tp=close * 0.96, tag=tag)
        if len(self.trades) > 3:
            self.trades[0].close(0.4)
