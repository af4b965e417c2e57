"""Trades by the clock and the calendar: hours, weekdays, months, and how long a trade has lasted."""

import datetime

import pandas as pd
import talib
from backtesting import Strategy


class Clock(Strategy):
    days_max = 4

    def init(self):
        self.mean = self.I(talib.SMA, self.data.Close, 10)

    def next(self):
        now = self.data.index[-1]
        before = self.data.index[-2]
        for trade in self.trades:
            if now - trade.entry_time >= pd.Timedelta(days=self.days_max):
                trade.close()
            elif trade.entry_time.month != now.month and trade.pl < 0:
                trade.close(0.5)
        last = self.closed_trades[-1] if self.closed_trades else None
        if last is not None and last.exit_time >= before:
            return
        if now.dayofweek == 4 and now.hour >= 20 or now.time() == datetime.time(3, 0):
            return
        if not self.position and now.date() != before.date():
            if self.data.Close[-1] > self.mean[-1]:
                self.buy(size=0.8, tag=f"{now:%Y-%m-%d %H}")
            else:
                self.sell(size=0.8, tag=now.strftime("%A"))
