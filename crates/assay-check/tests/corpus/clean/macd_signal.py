import talib
from backtesting import Strategy
from backtesting.lib import crossover


class MacdSignal(Strategy):
    fast = 12
    slow = 26
    signal = 9

    def init(self):
        self.macd, self.macd_signal, self.hist = self.I(
            talib.MACD, self.data.Close, self.fast, self.slow, self.signal, name="MACD"
        )

    def next(self):
        if crossover(self.macd, self.macd_signal) and self.hist[-1] > 0:
            self.buy()
        elif crossover(self.macd_signal, self.macd):
            self.position.close()
