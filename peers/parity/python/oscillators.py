"""Stochastics, RSI and directional movement, with crossings of fixed levels."""

import talib
from backtesting import Strategy
from backtesting.lib import crossover


class Oscillators(Strategy):
    low_level = 30
    high_level = 70

    def init(self):
        high, low, close = self.data.High, self.data.Low, self.data.Close
        self.rsi = self.I(talib.RSI, close, 9)
        self.k, self.d = self.I(
            talib.STOCH, high, low, close, fastk_period=14, slowk_period=3, slowd_period=3, name="stochastics"
        )
        self.adx = self.I(talib.ADX, high, low, close, timeperiod=14, color="green")
        self.average = self.I(talib.MA, close, timeperiod=10, matype=talib.MA_Type.T3)

    def next(self):
        trending = self.adx[-1] > 25
        if crossover(self.rsi, self.low_level) and not trending:
            self.buy(size=0.3, tag="rsi")
        if crossover(self.high_level, self.rsi) and not trending:
            self.sell(size=0.3, tag="rsi")
        if trending and crossover(self.k, self.d) and self.k < 50:
            self.buy(size=0.4, tag="stochastics", sl=0.95 * self.data.Close[-1])
        if trending and crossover(self.average, self.data.Close):
            self.position.close()
