import numpy as np
from backtesting import Strategy


def channel(close, n):
    """Rolling least squares: the line's value at each bar, and the residuals' deviation."""
    x = np.arange(n)
    line = np.full(len(close), np.nan)
    width = np.full(len(close), np.nan)
    for i in range(n, len(close) + 1):
        window = close[i - n : i]
        slope, intercept = np.polyfit(x, window, 1)
        fitted = slope * x + intercept
        line[i - 1] = fitted[-1]
        width[i - 1] = np.std(window - fitted)
    return line, width


class LinearChannel(Strategy):
    n = 40

    def init(self):
        self.line, self.width = self.I(channel, self.data.Close, self.n)

    def next(self):
        price = self.data.Close[-1]
        if price < self.line[-1] - 2 * self.width[-1] and not self.position:
            self.buy(size=0.5)
        elif price > self.line[-1] and self.position:
            self.position.close()
