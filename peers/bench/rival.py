"""One SMA cross (10/30, long and short, all equity) with full statistics, timed inside the process.

Usage: rival.py vectorbt|backtesting FILE --runs N [--bars M]

Prints `ready`, then waits: each line on stdin starts one run, so that the caller can interleave engines. A run times
indicators, simulation and statistics; neither the loading of the data nor the compilation that a first run triggers.
After the last run it prints one JSON object: `engine`, `version`, `bars`, `seconds` of each run,
`simulation_seconds` (the part before the statistics, where the engine separates them), `final_equity`, `trades`,
`loaded_bytes` (peak of the process before the first measured run) and `peak_bytes` (at its end).
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
import warnings

import pandas as pd

warnings.filterwarnings("ignore")

FAST, SLOW = 10, 30
CASH = 10_000.0


def load(path: str, bars: int | None) -> pd.DataFrame:
    frame = pd.read_csv(path, nrows=bars)
    frame.index = pd.to_datetime(frame.pop("timestamp"), unit="s")
    return frame


def vectorbt_engine(frame: pd.DataFrame):
    import vectorbt

    close = frame["close"]

    def run():
        fast, slow = vectorbt.MA.run(close, FAST), vectorbt.MA.run(close, SLOW)
        above, below = fast.ma_crossed_above(slow), fast.ma_crossed_below(slow)
        portfolio = vectorbt.Portfolio.from_signals(
            close, entries=above, short_entries=below, init_cash=CASH, freq="1min"
        )
        simulated = time.perf_counter()
        stats = portfolio.stats()
        return simulated, float(stats["End Value"]), int(stats["Total Trades"])

    return run, vectorbt.__version__


def backtesting_engine(frame: pd.DataFrame):
    import backtesting
    from backtesting import Backtest, Strategy
    from backtesting.lib import crossover

    frame = frame.rename(columns=str.capitalize)

    def mean(values, bars):
        return pd.Series(values).rolling(bars).mean()

    class SmaCross(Strategy):
        def init(self):
            self.fast = self.I(mean, self.data.Close, FAST)
            self.slow = self.I(mean, self.data.Close, SLOW)

        def next(self):
            if crossover(self.fast, self.slow):
                self.position.close()
                self.buy()
            elif crossover(self.slow, self.fast):
                self.position.close()
                self.sell()

    test = Backtest(frame, SmaCross, cash=CASH)

    def run():
        stats = test.run()
        # Its statistics are part of the same call.
        return time.perf_counter(), float(stats["Equity Final [$]"]), int(stats["# Trades"])

    return run, backtesting.__version__


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="Times one SMA cross.")
    parser.add_argument("engine", choices=("vectorbt", "backtesting"))
    parser.add_argument("file")
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--bars", type=int)
    chosen = parser.parse_args()

    frame = load(chosen.file, chosen.bars)
    run, version = {"vectorbt": vectorbt_engine, "backtesting": backtesting_engine}[chosen.engine](frame)
    if chosen.engine == "vectorbt":
        run()
    loaded = peak_bytes()
    print("ready", flush=True)
    seconds, simulation_seconds = [], []
    for _ in range(chosen.runs):
        sys.stdin.readline()
        begin = time.perf_counter()
        simulated, equity, trades = run()
        seconds.append(time.perf_counter() - begin)
        simulation_seconds.append(simulated - begin)
        print(json.dumps({"seconds": seconds[-1]}), flush=True)
    print(
        json.dumps(
            {
                "engine": chosen.engine,
                "version": version,
                "bars": len(frame),
                "seconds": seconds,
                "simulation_seconds": simulation_seconds,
                "final_equity": equity,
                "trades": trades,
                "loaded_bytes": loaded,
                "peak_bytes": peak_bytes(),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
