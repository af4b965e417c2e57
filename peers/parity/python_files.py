"""Strategies that are ordinary Python files: `python/*.py`, run as a user would run them.

A file is loaded under its own name and knows nothing of the comparison.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from backtesting import Strategy

FOLDER = Path(__file__).parent / "python"

# Files that hold more than one strategy, and which of them are run.
CLASSES = {"two_classes": ("Follow", "Fade")}
# Files that are not run on all three series.
DATA = {"sentiment": ("columns",)}
# Files that are not run with a fractional unit. `data.pip` is a median over all bars, those to come included, and prices
# times a unit have other numbers of decimals at the beginning than at the end.
WHOLE_UNITS = {"frame_reader"}
# The period to resample to. Not weeks for hours: pandas puts the hours of a Sunday into the week that it labels with the
# midnight before them, so that each of these hours would see the later ones.
RULES = {"goog": "W", "eurusd": "D", "btcusd": "QE"}
# Values that replace a class's own, run beside them.
PARAMETERS = {
    "sma_cross": ({"fast": 5, "slow": 40}, {"fast": 20, "slow": 200}),
    "limit_dip": ({"discount": 0, "risk": 0.5, "reward": 0.5},),
    "trailing_lib": ({"multiple": 3.0, "length": 60},),
    "pyramid": ({"parts": 8, "step": 0.1},),
    "partial_exits": ({"goal": 0.005, "loss": 0.005},),
    "refusals": ({"every": 1},),
    "candles": ({"hold": 1},),
    "sentiment": ({"length": 3, "level": 0.05},),
}


def strategies() -> list[tuple[str, str | None]]:
    """Every file, by its name without the ending, with the class to run where there are several."""
    stems = sorted(path.stem for path in FOLDER.glob("*.py"))
    return [(stem, name) for stem in stems for name in CLASSES.get(stem, (None,))]


def always(stem: str, data: str) -> dict:
    """The parameters of a file that depend on the data set."""
    return {"rule": RULES[data]} if stem.startswith("resampled_") else {}


def load(stem: str, class_name: str | None) -> type[Strategy]:
    """The strategy of a file: the class of that name, or the only one that the file defines."""
    spec = importlib.util.spec_from_file_location(stem, FOLDER / f"{stem}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Strategy) and value.__module__ == stem
    }
    if class_name is None:
        (strategy,) = found.values()
        return strategy
    return found[class_name]
