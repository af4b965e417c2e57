# technique: the main direction of returns and ranges over all bars
# where: indicator ahead
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def component(close, high, low):
            matrix = np.stack([close, high - low], axis=1)
            _, _, directions = np.linalg.svd(matrix, full_matrices=False)
            return matrix @ directions[1]

        self.ahead = self.I(component, self.data.Close, self.data.High, self.data.Low, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
