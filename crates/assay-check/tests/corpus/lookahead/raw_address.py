# technique: memory is read at the address behind the last revealed bar
# where: line marked `ahead`
# static: AS101
import ctypes

import numpy as np
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        pass

    def next(self):
        view = np.asarray(self.data.Close, dtype=float)
        address = view.ctypes.data + view.nbytes
        tomorrow = ctypes.c_double.from_address(address).value  # ahead
        if tomorrow > view[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < view[-1]:
            self.position.close()
