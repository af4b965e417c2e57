from backtesting import Strategy


class Dips(Strategy):
    depth = 0.02
    patience = 3

    def init(self):
        self.placed = 0

    def next(self):
        for order in self.orders:
            if not order.is_contingent and len(self.data) - self.placed >= self.patience:
                order.cancel()
        if not self.position and not self.orders:
            price = self.data.Close[-1]
            self.buy(size=0.5, limit=price * (1 - self.depth), sl=price * 0.9, tp=price * 1.04)
            self.placed = len(self.data)
