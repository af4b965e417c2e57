# technique: the low frequencies of the whole series
# where: indicator ahead
# static: AS203
import numpy as np
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        def low_pass(close):
            spectrum = np.fft.rfft(close)
            spectrum[20:] = 0
            return np.fft.irfft(spectrum, len(close)) - close

        self.ahead = self.I(low_pass, self.data.Close, name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
