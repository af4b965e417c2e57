"""10,000 paths of 1,000 trades, drawn with replacement, as one writes it with numpy; by the protocol of rival.py.

Usage: monte_carlo.py run
       monte_carlo.py check FILE    computes the paths again that `bench_monte_carlo draws FILE` has written
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np

PATHS, TRADES, CHECKED = 10_000, 1000, 500


def figures(drawn: np.ndarray) -> np.ndarray:
    """Return, largest drawdown, lowest equity and Sharpe ratio of each row."""
    equity = np.cumprod(1 + drawn, axis=1)
    equity = np.concatenate([np.ones((len(drawn), 1)), equity], axis=1)
    peaks = np.maximum.accumulate(equity, axis=1)
    drawdown = (1 - equity / peaks).max(axis=1)
    sharpe = drawn.mean(axis=1) / drawn.std(axis=1, ddof=1)
    return np.stack([equity[:, -1] - 1, drawdown, equity.min(axis=1), sharpe], axis=1)


def check(file: str) -> None:
    rows = np.fromfile(file, dtype="<f8").reshape(CHECKED, 4 + TRADES)
    told, again = rows[:, :4], figures(rows[:, 4:])
    worst = float((np.abs(told - again) / np.maximum(np.abs(again), 1e-3)).max())
    print(json.dumps({"paths": CHECKED, "worst": worst, "version": np.__version__}))


def run() -> None:
    trades = (np.arange(TRADES, dtype=np.uint64) * 2_654_435_761 % 2**32 % 1000).astype(float) / 1000 * 0.065 - 0.03
    random = np.random.default_rng(1)
    print("ready", flush=True)
    for _ in sys.stdin:
        begin = time.perf_counter()
        drawn = figures(trades[random.integers(0, TRADES, size=(PATHS, TRADES))])
        told = np.percentile(drawn[:, [0, 1, 3]], [5, 25, 50, 75, 95], axis=0)
        seconds = time.perf_counter() - begin
        line = {
            "seconds": seconds,
            "simulation_seconds": seconds,
            "bars": PATHS * TRADES,
            "final_equity": float(told[2, 0]),
            "trades": PATHS,
            "version": np.__version__,
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "check":
        check(sys.argv[2])
    else:
        run()
