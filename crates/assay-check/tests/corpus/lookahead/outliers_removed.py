# technique: bars that turn out to be extreme are replaced in advance
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def cleaned(close):
            values = np.asarray(close, dtype=float)
            returns = np.append(values[1:] / values[:-1] - 1, 0)
            return np.where(np.abs(returns) > 0.02, np.sign(returns), 0.0)

        self.ahead = self.I(cleaned, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
