"""A ladder of limit orders around a slow average, laid again when the average has moved."""

import talib
from backtesting import Strategy


class Grid(Strategy):
    rungs = 3
    spacing = 0.75

    def init(self):
        self.centre = self.I(talib.TRIMA, self.data.Close, 30)
        self.range = self.I(talib.NATR, self.data.High, self.data.Low, self.data.Close, 30)
        self.laid_at = None

    def next(self):
        centre = self.centre[-1]
        spacing = self.spacing * self.range[-1] / 100
        if self.laid_at is not None and abs(centre / self.laid_at - 1) < spacing:
            return
        for order in self.orders:
            if order.limit and not order.is_contingent:
                order.cancel()
        self.laid_at = centre
        close = self.data.Close[-1]
        for rung in range(1, self.rungs + 1):
            below = centre * (1 - rung * spacing)
            above = centre * (1 + rung * spacing)
            if 0 < below < close:
                self.buy(size=0.1, limit=below, tp=centre, tag=f"rung -{rung}")
            if above > close:
                self.sell(size=0.1, limit=above, tp=max(centre, above / 3), tag=f"rung +{rung}")
