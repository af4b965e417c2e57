"""Writes seeded one-minute bars as CSV: the same file for every engine of the bench.

Usage: bars.py COUNT FILE
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

SEED = 20_240_102
VOLATILITY_PER_BAR = 0.0004
START = datetime(2010, 1, 1, tzinfo=timezone.utc)


def main() -> None:
    count, path = int(sys.argv[1]), Path(sys.argv[2])
    random = np.random.Generator(np.random.PCG64(SEED))
    steps = random.standard_normal(count) * VOLATILITY_PER_BAR
    # Pulled back to the mean, so that ten million bars neither vanish nor explode.
    log = np.empty(count)
    level = 0.0
    for bar in range(count):
        level += steps[bar] - 0.0002 * level
        log[bar] = level
    close = np.round(100.0 * np.exp(log), 8)
    gap = random.standard_normal(count) * VOLATILITY_PER_BAR * 0.1
    open = np.round(np.concatenate(([100.0], close[:-1])) * np.exp(gap), 8)
    wick = np.abs(random.standard_normal((2, count))) * VOLATILITY_PER_BAR * 0.5
    high = np.round(np.maximum(open, close) * np.exp(wick[0]), 8)
    low = np.round(np.minimum(open, close) * np.exp(-wick[1]), 8)
    volume = random.integers(100, 10_000, count)

    first = int(START.timestamp())
    partial = path.with_suffix(".partial")
    with partial.open("w") as file:
        file.write("timestamp,open,high,low,close,volume\n")
        for begin in range(0, count, 100_000):
            end = min(begin + 100_000, count)
            rows = zip(
                range(first + 60 * begin, first + 60 * end, 60),
                open[begin:end].tolist(),
                high[begin:end].tolist(),
                low[begin:end].tolist(),
                close[begin:end].tolist(),
                volume[begin:end].tolist(),
            )
            file.write("".join(f"{t},{o},{h},{l},{c},{v}\n" for t, o, h, l, c, v in rows))
    partial.rename(path)


if __name__ == "__main__":
    main()
