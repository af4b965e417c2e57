"""Trades an average, and stops for a while after a drawdown or three losses in a row."""

import talib
from backtesting import Strategy


class EquityGuard(Strategy):
    drawdown_max = 0.08
    pause = 30

    def init(self):
        self.mean = self.I(talib.KAMA, self.data.Close, 15)
        self.peak = 0.0
        self.paused_until = 0
        self.forgiven = 0

    def losses_in_a_row(self):
        count = 0
        for trade in reversed(self.closed_trades[self.forgiven :]):
            if trade.pl >= 0:
                break
            count += 1
        return count

    def next(self):
        bar = len(self.data)
        self.peak = max(self.peak, self.equity)
        drawdown = 1 - self.equity / self.peak
        if bar < self.paused_until:
            return
        if drawdown > self.drawdown_max or self.losses_in_a_row() >= 3:
            self.position.close()
            self.paused_until = bar + self.pause
            self.peak = self.equity
            self.forgiven = len(self.closed_trades) + len(self.trades)
            return
        above = self.data.Close[-1] > self.mean[-1]
        if self.position.pl_pct > 6 or self.position.pl < -0.05 * self.equity:
            self.position.close()
        elif above and not self.position.is_long:
            self.position.close()
            self.buy(size=0.85, tag=f"equity {self.equity:.2f}")
        elif not above and self.position.is_long:
            self.position.close()
