"""Brackets of average ranges, and a number of units that loses one per cent of the equity at the stop."""

import talib
from backtesting import Strategy
from backtesting.lib import crossover


class BracketRisk(Strategy):
    length = 14
    risk = 0.01
    stop_ranges = 1.2
    target_ranges = 2.0

    def init(self):
        high, low, close = self.data.High, self.data.Low, self.data.Close
        self.range = self.I(talib.ATR, high, low, close, self.length)
        self.slow = self.I(talib.EMA, close, 34)
        self.quick = self.I(talib.EMA, close, 8)

    def units(self, distance):
        price = self.data.Close[-1]
        by_risk = int(self.equity * self.risk / distance)
        by_cash = int(self.equity * 0.9 / price)
        return min(by_risk, by_cash)

    def next(self):
        price, step = self.data.Close[-1], self.range[-1]
        if len(self.trades) > 2:
            return
        if crossover(self.quick, self.slow):
            stop = price - self.stop_ranges * step
            units = self.units(self.stop_ranges * step)
            if units >= 1 and stop > 0:
                self.buy(size=units, sl=stop, tp=price + self.target_ranges * step, tag=f"long {units}")
        elif crossover(self.slow, self.quick):
            target = price - self.target_ranges * step
            units = self.units(self.stop_ranges * step)
            if units >= 1 and target > 0:
                self.sell(size=units, sl=price + self.stop_ranges * step, tp=target, tag=f"short {units}")
