# technique: a walk over all objects finds the longest frame
# where: line marked `ahead`
# static: AS101
import gc

import pandas as pd
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        first = self.data.index[0]
        frames = [
            thing
            for thing in gc.get_objects()
            if isinstance(thing, pd.DataFrame) and "Close" in thing and thing.index[0] == first
        ]
        self.whole = max(frames, key=len, default=None)  # ahead

    def next(self):
        bar = len(self.data)
        if self.whole is None or bar >= len(self.whole):
            return
        tomorrow = self.whole["Close"].iloc[bar]
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
