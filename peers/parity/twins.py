"""The Python twin of every document in `documents/`, derived by hand.

A twin never reads its document: were both sides to parse the same text with the same mistake, the comparison
would prove nothing. A twin says what the document means in TA-Lib calls and numpy booleans.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import talib


@dataclass
class Bars:
    """The columns of a data set in its own prices, as float64 arrays, and its index."""

    open: np.ndarray
    high: np.ndarray
    low: np.ndarray
    close: np.ndarray
    volume: np.ndarray
    hour: np.ndarray
    weekday: np.ndarray


@dataclass
class Distance:
    """How far a stop or target is from the close of the signal's bar."""

    percent: float | None = None
    multiple: float | None = None
    atr: np.ndarray | None = None

    def below(self, close: float, bar: int) -> float:
        if self.percent is not None:
            return close * (1 - self.percent / 100)
        return close - self.multiple * self.atr[bar]

    def above(self, close: float, bar: int) -> float:
        if self.percent is not None:
            return close * (1 + self.percent / 100)
        return close + self.multiple * self.atr[bar]


@dataclass
class Twin:
    """A strategy as arrays: what `next` looks up on each bar."""

    indicators: list[np.ndarray]
    entries: list[tuple[str, np.ndarray]]
    exits: list[tuple[str, np.ndarray]] = field(default_factory=list)
    opposite: str = "reverse"
    fraction: float | None = None
    units: float | None = None
    stop: Distance | None = None
    target: Distance | None = None
    trailing: Distance | None = None
    hold: int | None = None

    def __post_init__(self):
        for distance in (self.stop, self.target, self.trailing):
            if distance is not None and distance.atr is not None:
                self.indicators.append(distance.atr)


def ago(series, bars: int):
    """The value `bars` bars ago; NaN where there was none."""
    if np.isscalar(series):
        return series
    series = np.asarray(series, dtype=float)
    shifted = np.full(len(series), np.nan)
    shifted[bars:] = series[: len(series) - bars]
    return shifted


def crosses_above(a, b):
    return (a > b) & (ago(a, 1) <= ago(b, 1))


def crosses_below(a, b):
    return (a < b) & (ago(a, 1) >= ago(b, 1))


def rolling(series, bars: int, reduce):
    out = np.full(len(series), np.nan)
    if len(series) >= bars:
        windows = np.lib.stride_tricks.sliding_window_view(series, bars)
        out[bars - 1 :] = reduce(windows, axis=1)
    return out


def rising(series, bars: int):
    out = np.ones(len(series), dtype=bool)
    for lag in range(bars):
        out &= ago(series, lag) > ago(series, lag + 1)
    return out


def falling(series, bars: int):
    return rising(-series, bars)


def bars_since(condition):
    out = np.full(len(condition), np.nan)
    last = None
    for bar, holds in enumerate(condition):
        if holds:
            last = bar
        if last is not None:
            out[bar] = bar - last
    return out


def percent(value: float) -> Distance:
    return Distance(percent=value)


def atr(bars: Bars, multiple: float, timeperiod: int) -> Distance:
    return Distance(multiple=multiple, atr=talib.ATR(bars.high, bars.low, bars.close, timeperiod))


def sma_cross(bars: Bars, fast: int = 10, slow: int = 30) -> Twin:
    a, b = talib.SMA(bars.close, fast), talib.SMA(bars.close, slow)
    return Twin([a, b], [("long", crosses_above(a, b)), ("short", crosses_below(a, b))], fraction=0.9999)


def sma_cross_bracket(bars: Bars) -> Twin:
    a, b = talib.SMA(bars.close, 5), talib.SMA(bars.close, 20)
    return Twin(
        [a, b],
        [("long", crosses_above(a, b)), ("short", crosses_below(a, b))],
        fraction=0.5,
        stop=percent(3.0),
        target=percent(6.0),
    )


def ema_cross_atr(bars: Bars) -> Twin:
    a, b = talib.EMA(bars.close, 8), talib.EMA(bars.close, 21)
    return Twin(
        [a, b],
        [("long", crosses_above(a, b)), ("short", crosses_below(a, b))],
        fraction=0.9,
        stop=atr(bars, 1.5, 14),
        target=atr(bars, 2.5, 14),
    )


def rsi_reversion(bars: Bars) -> Twin:
    rsi = talib.RSI(bars.close, 14)
    return Twin(
        [rsi],
        [("long", crosses_below(rsi, 35)), ("short", crosses_above(rsi, 70))],
        [("long", rsi > 55), ("short", rsi < 45)],
        units=7,
    )


def bbands_breakout(bars: Bars) -> Twin:
    upper, middle, lower = talib.BBANDS(bars.close, timeperiod=20, nbdevup=2.0, nbdevdn=2.0)
    close = bars.close
    return Twin(
        [upper, middle, lower],
        [
            ("long", (close > upper) & (ago(close, 1) <= ago(upper, 1))),
            ("short", (close < lower) & (ago(close, 1) >= ago(lower, 1))),
        ],
        [("long", close < middle), ("short", close > middle)],
        opposite="close",
        fraction=0.9999,
    )


def macd_hold(bars: Bars) -> Twin:
    macd, signal, histogram = talib.MACD(bars.close, 12, 26, 9)
    return Twin(
        [macd, signal, histogram],
        [("long", crosses_above(macd, signal)), ("short", crosses_below(macd, signal))],
        fraction=0.9999,
        hold=20,
    )


def stoch_dip(bars: Bars) -> Twin:
    k, d = talib.STOCH(bars.high, bars.low, bars.close, 14, 3, 0, 3, 0)
    return Twin(
        [k, d],
        [("long", crosses_above(k, d) & (k < 30)), ("short", crosses_below(k, d) & (k > 70))],
        opposite="ignore",
        fraction=0.9999,
        stop=percent(2.0),
        target=percent(4.0),
    )


def donchian_trail(bars: Bars) -> Twin:
    top, bottom = talib.MAX(bars.high, 20), talib.MIN(bars.low, 20)
    return Twin(
        [top, bottom],
        [("long", bars.close > ago(top, 1)), ("short", bars.close < ago(bottom, 1))],
        opposite="ignore",
        fraction=0.9999,
        trailing=percent(5.0),
    )


def adx_trail(bars: Bars) -> Twin:
    columns = (bars.high, bars.low, bars.close, 14)
    plus, minus, adx = talib.PLUS_DI(*columns), talib.MINUS_DI(*columns), talib.ADX(*columns)
    return Twin(
        [plus, minus, adx],
        [("long", (plus > minus) & (adx > 25)), ("short", (minus > plus) & (adx > 25))],
        fraction=0.9999,
        stop=atr(bars, 2.0, 10),
        trailing=atr(bars, 3.0, 10),
    )


def cci_long(bars: Bars) -> Twin:
    cci = talib.CCI(bars.high, bars.low, bars.close, 20)
    return Twin(
        [cci],
        [("long", crosses_above(cci, -100))],
        [("long", (cci > 100) | (cci < -200))],
        units=3,
        hold=40,
    )


def price_action(bars: Bars) -> Twin:
    close = bars.close
    one, two, three = ago(close, 1), ago(close, 2), ago(close, 3)
    return Twin(
        [],
        [
            ("long", (close > one) & (one > two) & (two > three)),
            ("short", (close < one) & (one < two) & (two < three)),
        ],
        [("any", np.abs(close - bars.open) > 2 * (bars.high - bars.low) / 3)],
        fraction=0.9999,
    )


def rsi_smoothed(bars: Bars) -> Twin:
    rsi = talib.RSI(bars.close, 10)
    mean = talib.SMA(rsi, 9)
    return Twin(
        [rsi, mean],
        [("long", crosses_above(rsi, mean) & (rsi > 50)), ("short", crosses_below(rsi, mean) & (rsi < 50))],
        fraction=0.25,
        target=percent(3.0),
    )


def range_break(bars: Bars) -> Twin:
    close = bars.close
    return Twin(
        [],
        [
            ("long", close > ago(rolling(bars.high, 15, np.max), 1)),
            ("short", close < ago(rolling(bars.low, 15, np.min), 1)),
        ],
        [
            ("long", close < ago(rolling(close, 7, np.min), 1)),
            ("short", close > ago(rolling(close, 7, np.max), 1)),
        ],
        opposite="ignore",
        fraction=0.9999,
    )


def zscore(bars: Bars) -> Twin:
    mean, deviation = talib.SMA(bars.close, 20), talib.STDDEV(bars.close, 20, 1.0)
    score = (bars.close - mean) / deviation
    return Twin(
        [mean, deviation],
        [("long", score < -1.5), ("short", score > 1.5)],
        [("any", np.abs(score) < 0.25)],
        opposite="close",
        fraction=0.9999,
        stop=percent(8.0),
    )


def always_in(bars: Bars) -> Twin:
    mean = talib.EMA(bars.close, 15)
    return Twin(
        [mean],
        [("long", bars.close > mean), ("short", bars.close <= mean)],
        fraction=1.0,
        stop=percent(1.5),
    )


def calendar(bars: Bars) -> Twin:
    mean = talib.SMA(bars.close, 12)
    up, down = crosses_above(bars.close, mean), crosses_below(bars.close, mean)
    return Twin(
        [mean],
        [
            ("long", rising(bars.close, 2) & (bars.weekday < 3) & (bars_since(up) < 10)),
            ("short", falling(bars.close, 2) & (bars.weekday >= 3) & (bars_since(down) < 10)),
        ],
        [("long", bars.hour >= 20), ("short", bars.hour <= 2), ("any", bars.weekday == 4)],
        fraction=0.9999,
        hold=15,
    )


def crowded_exits(bars: Bars) -> Twin:
    a, b = talib.SMA(bars.close, 3), talib.SMA(bars.close, 8)
    return Twin(
        [a, b],
        [("short", a < b), ("long", a > b)],
        [
            ("any", crosses_above(a, b) | crosses_below(a, b)),
            ("long", bars.close < b),
            ("short", bars.close > b),
        ],
        fraction=0.75,
        stop=atr(bars, 1.0, 7),
        target=atr(bars, 1.5, 7),
        hold=6,
    )


def scalp_units(bars: Bars) -> Twin:
    wpr = talib.WILLR(bars.high, bars.low, bars.close, 10)
    return Twin(
        [wpr],
        [("long", crosses_above(wpr, -80)), ("short", crosses_below(wpr, -20))],
        opposite="close",
        units=25,
        stop=percent(0.7),
        target=percent(0.9),
        trailing=percent(0.8),
    )


TWINS = {
    twin.__name__: twin
    for twin in (
        sma_cross,
        sma_cross_bracket,
        ema_cross_atr,
        rsi_reversion,
        bbands_breakout,
        macd_hold,
        stoch_dip,
        donchian_trail,
        adx_trail,
        cci_long,
        price_action,
        rsi_smoothed,
        range_break,
        zscore,
        always_in,
        calendar,
        crowded_exits,
        scalp_units,
    )
}
