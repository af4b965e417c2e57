from backtesting import Strategy


class OpeningRange(Strategy):
    lookback = 5

    def init(self):
        pass

    def next(self):
        if len(self.data) < self.lookback + 1 or self.position:
            return
        for order in list(self.orders):
            order.cancel()
        high = max(self.data.High[-self.lookback :])
        low = min(self.data.Low[-self.lookback :])
        if high > low:
            self.buy(size=0.25, stop=high * 1.001, sl=low)
