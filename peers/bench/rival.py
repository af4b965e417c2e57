"""One SMA cross (10/30, long and short, all equity) with full statistics, timed inside the process.

Usage: rival.py vectorbt|backtesting FILE [--bars M]

The protocol of every engine of the bench: load the data, print `ready`; then, for each line on stdin, run once and
print one JSON object; end when stdin ends. So the caller interleaves engines and reads the memory of a process that
is waiting. A run times indicators, simulation and statistics, neither the loading of the data nor the compilation that
a first run triggers. Fields: `seconds`, `simulation_seconds` (the part before the statistics, where the engine
separates them, else all), `bars`, `final_equity`, `trades`, `version`.
"""

from __future__ import annotations

import argparse
import json
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

    vectorbt.settings["engine"] = "numba"
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


def main() -> None:
    parser = argparse.ArgumentParser(description="Times one SMA cross.")
    parser.add_argument("engine", choices=("vectorbt", "backtesting"))
    parser.add_argument("file")
    parser.add_argument("--bars", type=int)
    chosen = parser.parse_args()

    frame = load(chosen.file, chosen.bars)
    run, version = {"vectorbt": vectorbt_engine, "backtesting": backtesting_engine}[chosen.engine](frame)
    if chosen.engine == "vectorbt":
        run()
    print("ready", flush=True)
    for _ in sys.stdin:
        begin = time.perf_counter()
        simulated, equity, trades = run()
        end = time.perf_counter()
        line = {
            "seconds": end - begin,
            "simulation_seconds": simulated - begin,
            "bars": len(frame),
            "final_equity": equity,
            "trades": trades,
            "version": version,
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
