from backtesting import Strategy


def drawdowns(prices):
    """Yields how far each price is below the highest one so far."""
    highest = float("-inf")
    for price in prices:
        highest = max(highest, price)
        yield price / highest - 1


class BuyTheDrop(Strategy):
    depth = -0.1
    window = 60

    def init(self):
        self.lowest = 0.0

    def next(self):
        *_, last = drawdowns(self.data.Close[-self.window :])
        self.lowest = min(self.lowest, last)
        if last < self.depth and not self.position:
            self.buy(size=0.5)
        elif last > -0.01 and self.position:
            self.position.close()
