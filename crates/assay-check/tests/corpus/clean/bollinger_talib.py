import talib
from backtesting import Strategy
from backtesting.lib import crossover


class BollingerReversion(Strategy):
    timeperiod = 20
    deviations = 2

    def init(self):
        self.upper, self.middle, self.lower = self.I(
            talib.BBANDS,
            self.data.Close,
            timeperiod=self.timeperiod,
            nbdevup=self.deviations,
            nbdevdn=self.deviations,
        )

    def next(self):
        if crossover(self.lower, self.data.Close):
            self.buy(size=0.9)
        if self.position and crossover(self.data.Close, self.middle):
            self.position.close()
