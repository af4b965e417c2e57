import talib
from backtesting import Strategy


class Candles(Strategy):
    hold = 5

    def init(self):
        ohlc = (self.data.Open, self.data.High, self.data.Low, self.data.Close)
        self.engulfing = self.I(talib.CDLENGULFING, *ohlc)
        self.hammer = self.I(talib.CDLHAMMER, *ohlc)
        self.entered = 0

    def next(self):
        bar = len(self.data)
        if self.position and bar - self.entered >= self.hold:
            self.position.close()
        if not self.position and (self.engulfing[-1] > 0 or self.hammer[-1] > 0):
            self.buy(size=0.3)
            self.entered = bar
