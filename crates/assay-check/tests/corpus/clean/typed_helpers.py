from __future__ import annotations

from typing import Optional, Sequence, Tuple

import numpy as np
import numpy.typing as npt
from backtesting import Strategy

Window = Tuple[int, int]


def rolling_max(values: npt.NDArray[np.float64], n: int) -> npt.NDArray[np.float64]:
    out = np.full(len(values), np.nan)
    for i in range(n - 1, len(values)):
        out[i] = values[i - n + 1 : i + 1].max()
    return out


def last_valid(values: Sequence[float]) -> Optional[float]:
    value = values[-1]
    return None if np.isnan(value) else float(value)


class Typed(Strategy):
    windows: Window = (20, 55)
    size: float = 0.4

    def init(self) -> None:
        short, long = self.windows
        self.short_high = self.I(rolling_max, self.data.High, short)
        self.long_high = self.I(rolling_max, self.data.High, long)

    def next(self) -> None:
        short = last_valid(self.short_high)
        long = last_valid(self.long_high)
        if short is None or long is None:
            return
        if short >= long and not self.position:
            self.buy(size=self.size)
        elif short < 0.95 * long:
            self.position.close()
