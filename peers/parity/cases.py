"""The matrix: documents × data sets × options, the scripts, and Python strategies × data sets × options."""

from __future__ import annotations

import json
from pathlib import Path

from python_files import DATA, PARAMETERS as PYTHON_PARAMETERS, WHOLE_UNITS, always, strategies
from scenarios import CASH, FORMAT, options, scenarios
from twins import TWINS

DOCUMENTS = Path(__file__).parent / "documents"

OPTION_SETS = {
    "plain": {},
    "relative": {"commission": [0.0, 0.002]},
    "fixed": {"commission": [5.0, 0.001]},
    "spread": {"spread": 0.0005},
    "margin": {"margin": 0.1, "commission": [0.0, 0.0005]},
    "on_close": {"trade_on_close": True, "commission": [0.0, 0.001]},
    "hedging": {"hedging": True, "finalize_trades": True},
    "exclusive": {"exclusive_orders": True, "spread": 0.0002},
    "finalize": {"finalize_trades": True, "commission": [0.0, 0.002]},
    "all": {
        "commission": [2.0, 0.0005],
        "spread": 0.0003,
        "margin": 0.5,
        "trade_on_close": True,
        "exclusive_orders": True,
        "finalize_trades": True,
    },
}
FRACTIONAL = {
    "fractional": {},
    "fractional_costs": {"commission": [1.0, 0.002], "spread": 0.001, "finalize_trades": True},
    "fractional_margin": {"margin": 0.2, "trade_on_close": True},
    "fractional_exclusive": {"exclusive_orders": True, "commission": [0.0, 0.001], "finalize_trades": True},
}
# The subset is small enough to review: a stretch of each series, and the shorter scripts.
SUBSET_WINDOWS = {"goog": [900, 260], "eurusd": [2000, 300], "btcusd": None, "columns": [100, 260]}
SUBSET_ACTIONS_MAX = 18
PARAMETERS = {"sma_cross": [{"fast": 5, "slow": 40}, {"fast": 20, "slow": 50}]}


def document_case(document: str, data: str, label: str, chosen: dict, parameters: dict | None = None) -> dict:
    suffix = "".join(f",{name}={value}" for name, value in (parameters or {}).items())
    return {
        "name": f"document/{document}{suffix}/{data}/{label}",
        "kind": "document",
        "data": data,
        "window": None,
        "options": options(**chosen),
        "document": document,
        "parameters": parameters or {},
    }


def document_cases() -> list[dict]:
    cases = []
    for document in TWINS:
        for data, cash in CASH.items():
            for label, chosen in OPTION_SETS.items():
                cases.append(document_case(document, data, label, {"cash": cash} | chosen))
            for parameters in PARAMETERS.get(document, ()):
                cases.append(document_case(document, data, "plain", {"cash": cash}, parameters))
        for label, chosen in FRACTIONAL.items():
            cases.append(document_case(document, "btcusd", label, {"fractional_unit": 1e-8} | chosen))
    return cases


def all_cases() -> list[dict]:
    return document_cases() + scenarios()


def subset() -> list[dict]:
    """A sample for the checked-in expected values: every document once, every mood on every data set."""
    chosen = []
    labels = list(OPTION_SETS)
    for number, document in enumerate(TWINS):
        data = ("goog", "btcusd", "eurusd")[number % 3]
        label = labels[number % len(labels)]
        case = document_case(document, data, label, {"cash": CASH[data]} | OPTION_SETS[label])
        chosen.append(case | {"window": SUBSET_WINDOWS[data]})
    chosen.append(document_case("range_break", "btcusd", "fractional", {"fractional_unit": 1e-8}))
    chosen += [case for case in scenarios(32) if len(case["actions"]) <= SUBSET_ACTIONS_MAX]
    return chosen


def python_case(strategy: tuple[str, str | None], data: str, label: str, chosen: dict, parameters: dict) -> dict:
    stem, class_name = strategy
    suffix = "".join(f",{name}={value}" for name, value in parameters.items())
    return {
        "name": f"python/{stem}{f'.{class_name}' if class_name else ''}{suffix}/{data}/{label}",
        "kind": "python",
        "data": data,
        "window": None,
        "options": options(**chosen),
        "strategy": stem,
        "class": class_name,
        "parameters": always(stem, data) | parameters,
    }


def python_cases() -> list[dict]:
    cases = []
    for strategy in strategies():
        stem = strategy[0]
        for data in DATA.get(stem, CASH):
            cash = CASH.get(data, CASH["goog"])
            for label, chosen in OPTION_SETS.items():
                cases.append(python_case(strategy, data, label, {"cash": cash} | chosen, {}))
            for parameters in PYTHON_PARAMETERS.get(stem, ()):
                cases.append(python_case(strategy, data, "plain", {"cash": cash}, parameters))
        if stem not in DATA and stem not in WHOLE_UNITS:
            for label, chosen in FRACTIONAL.items():
                cases.append(python_case(strategy, "btcusd", label, {"fractional_unit": 1e-8} | chosen, {}))
    return cases


def python_subset() -> list[dict]:
    """A sample for the checked-in expected values: every strategy once, on a stretch of one series."""
    chosen = []
    labels = list(OPTION_SETS)
    for number, strategy in enumerate(strategies()):
        data = DATA.get(strategy[0], ("goog", "eurusd", "goog", "btcusd"))
        data = data[number % len(data)]
        label = labels[number % len(labels)]
        cash = CASH.get(data, CASH["goog"])
        case = python_case(strategy, data, label, {"cash": cash} | OPTION_SETS[label], {})
        chosen.append(case | {"window": SUBSET_WINDOWS[data]})
    for strategy in strategies()[:2]:
        chosen.append(python_case(strategy, "btcusd", "fractional", {"fractional_unit": 1e-8}, {}))
    return chosen


def bundle(cases: list[dict]) -> str:
    """The text that both sides read: the cases and the documents they name, one on each line."""
    names = sorted({case["document"] for case in cases if case["kind"] == "document"})
    documents = (
        f"{json.dumps(name)}: {json.dumps(json.loads((DOCUMENTS / f'{name}.json').read_text()))}" for name in names
    )
    lines = (json.dumps(case) for case in cases)
    head = f'{{"format": {json.dumps(FORMAT)}, "documents": {{\n'
    return head + ",\n".join(documents) + '\n}, "cases": [\n' + ",\n".join(lines) + "\n]}\n"
