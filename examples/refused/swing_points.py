"""Trades at swing points, and looks ahead: `assay prove` refuses it.

Nothing here is forbidden and every line looks harmless. But whether a low is the lowest of the five bars on *either*
side of it is known only five bars later. With the whole history in reach, the indicator knows it at once: this
strategy buys bottoms. Over bars that are revealed one at a time it cannot.
"""

import numpy as np
from backtesting import Strategy


def swings(low, high, reach):
    """+1 on a bar whose low is the lowest around it, -1 on one whose high is the highest."""
    marks = np.zeros(len(low))
    for bar in range(reach, len(low) - reach):
        around = slice(bar - reach, bar + reach + 1)
        if low[bar] == low[around].min():
            marks[bar] = 1
        elif high[bar] == high[around].max():
            marks[bar] = -1
    return marks


class SwingPoints(Strategy):
    """Buys swing lows, sells swing highs."""

    reach = 5  # bars on either side; range: 2..20

    def init(self):
        self.swing = self.I(swings, self.data.Low, self.data.High, self.reach)

    def next(self):
        if self.swing[-1] > 0 and not self.position:
            self.buy(size=0.9)
        elif self.swing[-1] < 0 and self.position:
            self.position.close()
