# technique: a curve fitted to all bars by linear algebra
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def curve(close):
            bars = np.linspace(0.0, 1.0, len(close))
            columns = np.stack([bars**power for power in range(4)], axis=1)
            solution, *_ = np.linalg.lstsq(columns, np.asarray(close), rcond=None)
            return columns @ solution - close

        self.ahead = self.I(curve, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
