# technique: the frames of the callers hold the whole data
# where: line marked `ahead`
# static: AS101
import sys

from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        self.whole = None
        frame = sys._getframe()
        while frame is not None and self.whole is None:
            data = frame.f_locals.get("data")
            self.whole = getattr(data, "df", None)  # ahead
            frame = frame.f_back
        if self.whole is None:
            self.whole = self.data.df

    def next(self):
        bar = len(self.data)
        if bar >= len(self.whole):
            return
        tomorrow = self.whole["Close"].iloc[bar]
        if tomorrow > self.data.Close[-1] and not self.position:
            self.buy(size=0.5)
        elif tomorrow < self.data.Close[-1]:
            self.position.close()
