"""Runs the parity cases through backtesting.py; `cargo xtask parity` calls it. See README.md.

Usage: peer.py --data DIR --out DIR [--subset]

Writes OUT/cases.json (for the other side) and OUT/peer.jsonl (one line per case, in the order of the cases) of documents
and scripts, and the same files of Python strategies into OUT/python.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

from backtesting import Backtest
from backtesting.lib import FractionalBacktest

import python_files
from cases import all_cases, bundle, python_cases, python_subset, subset
from record import record
from strategies import ScriptStrategy, TwinStrategy
from twins import TWINS, Bars

FILES = {"goog": "GOOG.csv", "eurusd": "EURUSD.csv", "btcusd": "BTCUSD.csv"}
# A stretch of GOOG with columns beside prices, for Python strategies.
COLUMNS = Path(__file__).parent / "data" / "GOOG-columns.csv"
FRAMES: dict[str, pd.DataFrame] = {}


def load(directory: Path) -> None:
    paths = {name: directory / file for name, file in FILES.items()} | {"columns": COLUMNS}
    for name, path in paths.items():
        # pandas' default float parser may miss the last bit.
        FRAMES[name] = pd.read_csv(path, index_col=0, parse_dates=True, float_precision="round_trip").astype(float)


def columns(frame: pd.DataFrame) -> Bars:
    arrays = {name.lower(): np.ascontiguousarray(frame[name].values) for name in frame.columns}
    return Bars(**arrays, hour=frame.index.hour.values, weekday=frame.index.dayofweek.values)


def strategy(case: dict, frame: pd.DataFrame) -> type:
    if case["kind"] == "python":
        return python_files.load(case["strategy"], case["class"])
    bars = columns(frame)
    unit = case["options"]["fractional_unit"]
    if case["kind"] == "document":
        twin = TWINS[case["document"]](bars, **case["parameters"])
        return type("Twin", (TwinStrategy,), {"twin": twin, "bars": bars, "unit": unit})
    actions: dict[int, list[dict]] = {}
    for action in case["actions"]:
        actions.setdefault(action["bar"], []).append(action)
    return type("Script", (ScriptStrategy,), {"actions": actions, "bars": bars, "unit": unit})


def run(case: dict) -> str:
    frame = FRAMES[case["data"]]
    if case["window"] is not None:
        first, length = case["window"]
        frame = frame.iloc[first : first + length]
    chosen = dict(case["options"])
    unit = chosen.pop("fractional_unit")
    chosen["commission"] = tuple(chosen["commission"])
    if unit is None:
        test = Backtest(frame, strategy(case, frame), **chosen)
    else:
        test = FractionalBacktest(frame, strategy(case, frame), fractional_unit=unit, **chosen)
    try:
        results = test.run(**(case["parameters"] if case["kind"] == "python" else {}))
    except Exception as error:  # The peer's own assertions; the case is counted and skipped.
        line = {"name": case["name"], "peer_error": f"{type(error).__name__}: {error}"}
    else:
        line = record(case, results)
    return json.dumps(line, allow_nan=False)


def write(folder: Path, cases: list[dict], processes: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cases.json").write_text(bundle(cases))
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        with (folder / "peer.jsonl").open("w") as lines:
            for line in pool.imap(run, cases, chunksize=4):
                lines.write(line + "\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description="Runs the parity cases through backtesting.py.")
    arguments.add_argument("--data", type=Path, required=True, help="folder of GOOG.csv, EURUSD.csv, BTCUSD.csv")
    arguments.add_argument("--out", type=Path, required=True, help="folder to write cases.json and peer.jsonl to")
    arguments.add_argument("--subset", action="store_true", help="only the cases kept as expected values")
    arguments.add_argument("--processes", type=int, default=os.cpu_count())
    chosen = arguments.parse_args()

    load(chosen.data)
    write(chosen.out, subset() if chosen.subset else all_cases(), chosen.processes)
    write(chosen.out / "python", python_subset() if chosen.subset else python_cases(), chosen.processes)


if __name__ == "__main__":
    main()
