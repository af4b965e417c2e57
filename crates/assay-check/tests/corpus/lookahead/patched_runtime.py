# technique: the runtime's own helper is replaced by one that knows the series
# where: line marked `ahead`
# static: AS120
import backtesting.lib
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        closes = [float(value) for value in self.data.Close]

        def prophet(series1, series2):
            bar = min(series1, len(closes) - 1)
            return closes[bar] > series2  # ahead

        backtesting.lib.crossover = prophet

    def next(self):
        rises = backtesting.lib.crossover(len(self.data), self.data.Close[-1])
        if rises and not self.position:
            self.buy(size=0.5)
        elif not rises:
            self.position.close()
