# technique: the array behind the view that next sees
# where: line marked `ahead`
# static: AS122
from backtesting import Strategy


class Oracle(Strategy):
    def init(self):
        pass

    def next(self):
        view = self.data.Close
        whole = view
        while getattr(whole, "base", None) is not None and whole.base.ndim == 1:
            whole = whole.base  # ahead
        bar = len(self.data)
        if len(whole) > bar and whole[bar] > view[-1]:
            if not self.position:
                self.buy(size=0.5)
        elif self.position:
            self.position.close()
