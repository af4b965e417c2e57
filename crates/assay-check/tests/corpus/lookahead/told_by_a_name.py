# technique: the name of an indicator spells the steps to come
# where: line marked `ahead`
# static: none
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        steps = np.append(np.diff(self.data.Close), 0.0)
        spelled = "".join("1" if step > 0 else "0" for step in steps)
        self.price = self.I(lambda close: close * 1.0, self.data.Close, name="n" + spelled)

    def next(self):
        up = self.price.name[len(self.data)] == "1"
        if up and not self.position:  # ahead
            self.buy(size=0.9)
        elif not up and self.position:
            self.position.close()
