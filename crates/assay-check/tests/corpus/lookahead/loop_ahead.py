# technique: a loop that reads the bar behind the one it writes
# where: indicator ahead
# static: AS208
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def swing(high):
            out = np.zeros(len(high))
            for i in range(1, len(high) - 1):
                if high[i] > high[i - 1] and high[i] > high[i + 1]:
                    out[i] = -1
                else:
                    out[i] = 1
            return out

        self.ahead = self.I(swing, self.data.High, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
