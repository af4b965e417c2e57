"""A finished run of the peer as the JSON object that README.md describes."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

STATISTICS = {
    "start": "Start",
    "end": "End",
    "duration_days": "Duration",
    "exposure_time_pct": "Exposure Time [%]",
    "equity_final": "Equity Final [$]",
    "equity_peak": "Equity Peak [$]",
    "commissions": "Commissions [$]",
    "return_pct": "Return [%]",
    "buy_and_hold_return_pct": "Buy & Hold Return [%]",
    "return_annualized_pct": "Return (Ann.) [%]",
    "volatility_annualized_pct": "Volatility (Ann.) [%]",
    "cagr_pct": "CAGR [%]",
    "sharpe_ratio": "Sharpe Ratio",
    "sortino_ratio": "Sortino Ratio",
    "calmar_ratio": "Calmar Ratio",
    "alpha_pct": "Alpha [%]",
    "beta": "Beta",
    "max_drawdown_pct": "Max. Drawdown [%]",
    "avg_drawdown_pct": "Avg. Drawdown [%]",
    "max_drawdown_duration_days": "Max. Drawdown Duration",
    "avg_drawdown_duration_days": "Avg. Drawdown Duration",
    "trades": "# Trades",
    "win_rate_pct": "Win Rate [%]",
    "best_trade_pct": "Best Trade [%]",
    "worst_trade_pct": "Worst Trade [%]",
    "avg_trade_pct": "Avg. Trade [%]",
    "max_trade_duration_days": "Max. Trade Duration",
    "avg_trade_duration_days": "Avg. Trade Duration",
    "profit_factor": "Profit Factor",
    "expectancy_pct": "Expectancy [%]",
    "sqn": "SQN",
    "kelly_criterion": "Kelly Criterion",
}
EQUITY_SAMPLES = 64
NANOSECONDS_PER_DAY = 86_400 * 10**9


def number(value):
    """A JSON number, or null for what is missing, NaN or infinite."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, pd.Timedelta):
        return value.as_unit("ns").value / NANOSECONDS_PER_DAY
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    return value if math.isfinite(value) else None


def statistic(results, key: str, title: str):
    if key in ("start", "end"):
        return results[title].strftime("%Y-%m-%dT%H:%M:%SZ")
    if key == "commissions":
        # The peer leaves the entry out where nothing was paid.
        return number(results.get(title, 0.0))
    if key.endswith("_duration_days") and not isinstance(results[title], pd.Timedelta):
        # Where the only drawdown is on the last bar, the peer puts the drawdown itself here: no duration.
        return None
    return number(results[title])


def settled(row) -> dict:
    return {
        "entry_bar": int(row.EntryBar),
        "exit_bar": int(row.ExitBar),
        "size": number(row.Size),
        "entry_price": number(row.EntryPrice),
        "exit_price": number(row.ExitPrice),
        "sl": number(row.SL),
        "tp": number(row.TP),
        "pnl": number(row.PnL),
        "commission": number(row.Commission),
        "return_pct": number(row.ReturnPct * 100),
        "tag": row.Tag if isinstance(row.Tag, str) else None,
    }


def still_open(trade, unit: float | None) -> dict:
    price = lambda value: number(value if unit is None or value is None else value / unit)
    return {
        "entry_bar": int(trade.entry_bar),
        "size": number(trade.size * (1.0 if unit is None else unit)),
        "entry_price": price(trade.entry_price),
        "sl": price(trade.sl),
        "tp": price(trade.tp),
        "tag": trade.tag,
    }


def sampled(equity: np.ndarray) -> dict:
    last = len(equity) - 1
    bars = sorted({k * last // EQUITY_SAMPLES for k in range(EQUITY_SAMPLES + 1)})
    return {
        "bars": len(equity),
        "sum": number(math.fsum(equity)),
        "samples": [[bar, number(equity[bar])] for bar in bars],
    }


def record(case: dict, results) -> dict:
    strategy = results["_strategy"]
    unit = case["options"]["fractional_unit"]
    line = {
        "name": case["name"],
        "statistics": {key: statistic(results, key, title) for key, title in STATISTICS.items()},
        "trades": [settled(row) for row in results["_trades"].itertuples(index=False)],
        "open_trades": [still_open(trade, unit) for trade in strategy._broker.trades],
        "pending_orders": len(strategy._broker.orders),
        "equity": sampled(results["_equity_curve"]["Equity"].values),
    }
    if case["kind"] == "script":
        line["outcomes"] = "".join(strategy.outcomes)
    return line
