# technique: a view is stretched over the bars behind its end
# where: line marked `ahead`
# static: AS109
import numpy as np
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        pass

    def next(self):
        view = np.asarray(self.data.Close)
        longer = np.lib.stride_tricks.as_strided(view, shape=(len(view) + 1,))  # ahead
        if longer[-1] > view[-1] and not self.position:
            self.buy(size=0.5)
        elif longer[-1] < view[-1]:
            self.position.close()
