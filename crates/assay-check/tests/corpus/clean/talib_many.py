import talib as ta
from backtesting import Strategy


class ManyIndicators(Strategy):
    def init(self):
        high, low, close, volume = self.data.High, self.data.Low, self.data.Close, self.data.Volume
        self.adx = self.I(ta.ADX, high, low, close, timeperiod=14)
        self.plus = self.I(ta.PLUS_DI, high, low, close, timeperiod=14)
        self.minus = self.I(ta.MINUS_DI, high, low, close, timeperiod=14)
        self.cci = self.I(ta.CCI, high, low, close, 20)
        self.obv = self.I(ta.OBV, close, volume.astype(float))
        self.atr = self.I(ta.ATR, high, low, close, timeperiod=14)

    def next(self):
        close = self.data.Close[-1]
        if self.adx[-1] > 25 and self.plus[-1] > self.minus[-1] and self.cci[-1] > 0:
            if not self.position:
                self.buy(sl=close - 2 * self.atr[-1], tp=close + 4 * self.atr[-1])
        elif self.minus[-1] > self.plus[-1]:
            self.position.close()
