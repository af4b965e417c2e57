"""Many combinations of one strategy's parameters, timed inside the process, with return, largest drawdown, Sharpe ratio and
number of trades of each.

Usage: sweep.py vectorbt|vectorbt-rust|numba FILE CASE

Cases:
    pairs     every pair of averages from 2 to 101 bars: 4,950 combinations
    thousand  40 fast averages from 5 to 200 bars with 25 slow ones from 220 to 700: 1,000 combinations
    bands     RSI over 2 to 31 bars with Bollinger bands over 5 to 37, stop-loss 0.1 %, take-profit 0.2 %: 990 combinations

A cross buys with all cash and leaves on the opposite cross; each side costs 0.1 %. The signal of a bar's close fills at the
next bar's open with numba, as with Assay, and at the same close with vectorbt, whose usual way it is.

The protocol is that of `rival.py`: `bars` are those of all combinations, `final_equity` is the best one's, `trades` are
those of all.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

CASH = 10_000.0
FEE = 0.001
MINUTES_PER_YEAR = 525_600.0

PAIRS = [(fast, slow) for fast in range(2, 101) for slow in range(fast + 1, 102)]
THOUSAND = [(fast, slow) for fast in range(5, 201, 5) for slow in range(220, 701, 20)]


def load(path: str) -> pd.DataFrame:
    frame = pd.read_csv(path)
    frame.index = pd.to_datetime(frame.pop("timestamp"), unit="s")
    return frame


def vectorbt_engine(frame: pd.DataFrame, case: str, engine: str):
    import vectorbt

    vectorbt.settings["engine"] = engine
    close = frame["close"]

    def averages(pairs):
        fast = vectorbt.MA.run(close, [fast for fast, _ in pairs], short_name="fast")
        slow = vectorbt.MA.run(close, [slow for _, slow in pairs], short_name="slow")
        entries, exits = fast.ma_crossed_above(slow), fast.ma_crossed_below(slow)
        return vectorbt.Portfolio.from_signals(close, entries, exits, init_cash=CASH, fees=FEE, freq="1min")

    def bands():
        windows = [(rsi, band) for rsi in range(2, 32) for band in range(5, 38)]
        rsi = vectorbt.RSI.run(close, [rsi for rsi, _ in windows])
        band = vectorbt.BBANDS.run(close, [band for _, band in windows])
        price = np.broadcast_to(close.values[:, None], rsi.rsi.shape)
        entries = (rsi.rsi.values < 35) & (price < band.lower.values)
        exits = (rsi.rsi.values > 65) | (price > band.upper.values)
        return vectorbt.Portfolio.from_signals(
            close, entries, exits, init_cash=CASH, fees=FEE, freq="1min", sl_stop=0.001, tp_stop=0.002
        )

    make = {"pairs": lambda: averages(PAIRS), "thousand": lambda: averages(THOUSAND), "bands": bands}[case]

    def run():
        portfolio = make()
        portfolio.max_drawdown()
        portfolio.sharpe_ratio()
        returns, trades = portfolio.total_return(), portfolio.trades.count()
        return len(returns), CASH * (1.0 + float(returns.max())), int(trades.sum())

    return run, vectorbt.__version__


def numba_engine(frame: pd.DataFrame, case: str):
    """The loop that a skilled user writes."""
    import numba

    if case == "bands":
        raise SystemExit("numba: only averages")
    pairs = {"pairs": PAIRS, "thousand": THOUSAND}[case]
    windows = np.array(sorted({window for pair in pairs for window in pair}))
    row = {window: index for index, window in enumerate(windows)}
    indices = np.array([(row[fast], row[slow]) for fast, slow in pairs])
    open_, close = frame["open"].to_numpy(), frame["close"].to_numpy()

    @numba.njit(parallel=True)
    def averages(close, windows):
        out = np.empty((len(windows), len(close)))
        for k in numba.prange(len(windows)):
            window, total = windows[k], 0.0
            for bar in range(len(close)):
                total += close[bar]
                if bar >= window:
                    total -= close[bar - window]
                out[k, bar] = total / window if bar >= window - 1 else np.nan
        return out

    @numba.njit(parallel=True)
    def sweep(open_, close, averages, indices):
        bars = len(close)
        out = np.empty((len(indices), 4))
        for pair in numba.prange(len(indices)):
            fast, slow = averages[indices[pair, 0]], averages[indices[pair, 1]]
            cash, units, trades, wanted = CASH, 0.0, 0, 0
            peak, drawdown, before, total, squares = CASH, 0.0, CASH, 0.0, 0.0
            for bar in range(1, bars):
                if wanted == 1 and units == 0.0:
                    units = np.floor(cash / (open_[bar] * (1.0 + FEE)))
                    cash -= units * open_[bar] * (1.0 + FEE)
                elif wanted == -1 and units > 0.0:
                    cash += units * open_[bar] * (1.0 - FEE)
                    units = 0.0
                    trades += 1
                wanted = 0
                equity = cash + units * close[bar]
                change = equity / before - 1.0
                before = equity
                total += change
                squares += change * change
                if equity > peak:
                    peak = equity
                else:
                    drawdown = max(drawdown, 1.0 - equity / peak)
                if fast[bar] > slow[bar] and fast[bar - 1] <= slow[bar - 1]:
                    wanted = 1
                elif fast[bar] < slow[bar] and fast[bar - 1] >= slow[bar - 1]:
                    wanted = -1
            mean = total / (bars - 1)
            out[pair, 0] = before
            out[pair, 1] = drawdown
            out[pair, 2] = mean / np.sqrt(squares / (bars - 1) - mean * mean) * np.sqrt(MINUTES_PER_YEAR)
            out[pair, 3] = trades
        return out

    def run():
        out = sweep(open_, close, averages(close, windows), indices)
        return len(indices), float(out[:, 0].max()), int(out[:, 3].sum())

    return run, numba.__version__


def main() -> None:
    parser = argparse.ArgumentParser(description="Times one sweep.")
    parser.add_argument("engine", choices=("vectorbt", "vectorbt-rust", "numba"))
    parser.add_argument("file")
    parser.add_argument("case", choices=("pairs", "thousand", "bands"))
    chosen = parser.parse_args()

    frame = load(chosen.file)
    if chosen.engine == "numba":
        run, version = numba_engine(frame, chosen.case)
        run()
    else:
        engine = "rust" if chosen.engine == "vectorbt-rust" else "numba"
        # Compiling what a case needs takes few bars.
        vectorbt_engine(frame.iloc[:2000], chosen.case, engine)[0]()
        run, version = vectorbt_engine(frame, chosen.case, engine)
    print("ready", flush=True)
    for _ in sys.stdin:
        begin = time.perf_counter()
        combinations, equity, trades = run()
        seconds = time.perf_counter() - begin
        line = {
            "seconds": seconds,
            "simulation_seconds": seconds,
            "bars": len(frame) * combinations,
            "final_equity": equity,
            "trades": trades,
            "version": version,
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
