from backtesting import Strategy


class Pyramid(Strategy):
    steps = 4
    gap = 0.02

    def init(self):
        self.anchor = None

    def next(self):
        price = self.data.Close[-1]
        if not self.trades:
            if len(self.data) > 20 and price >= self.data.High[-20:].max() * 0.999:
                self.buy(size=0.2)
                self.anchor = price
            return
        if len(self.trades) < self.steps and price > self.anchor * (1 + self.gap):
            self.buy(size=0.2)
            self.anchor = price
        for trade in self.trades:
            stop = price * 0.93
            if trade.sl is None or trade.sl < stop:
                trade.sl = stop
