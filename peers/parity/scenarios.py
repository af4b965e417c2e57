"""Seeded random order scripts; README.md describes their format.

A scenario is drawn from one of a few moods, each of which leans on one part of the order interface. Only
`Random.random` is used, whose stream Python keeps from version to version.
"""

from __future__ import annotations

from random import Random

FORMAT = "assay.parity.cases/1"
BARS = {"goog": 2148, "eurusd": 5000, "btcusd": 156}
CASH = {"goog": 10_000.0, "eurusd": 10_000.0, "btcusd": 1_000_000.0}
# How far prices lie from the close, relative; about one typical bar of the data set.
REACH = {"goog": 0.03, "eurusd": 0.0015, "btcusd": 0.25}
UNITS = {"goog": 20, "eurusd": 6000, "btcusd": 20}
MOODS = ("brackets", "pending", "partial", "leverage", "ties", "exclusive", "hedging", "chaos")


def options(**changes) -> dict:
    """Every option of a case, the defaults changed as told."""
    base = {
        "cash": 10_000.0,
        "commission": [0.0, 0.0],
        "spread": 0.0,
        "margin": 1.0,
        "trade_on_close": False,
        "hedging": False,
        "exclusive_orders": False,
        "finalize_trades": False,
        "fractional_unit": None,
    }
    unknown = changes.keys() - base.keys()
    assert not unknown, unknown
    return base | changes


class Dice:
    def __init__(self, seed: int):
        self.random = Random(seed)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.random.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int((high - low + 1) * self.random.random())

    def pick(self, values):
        return values[self.whole(0, len(values) - 1)]


def scenario(number: int, data: str) -> dict:
    # The multiplier keeps the seeds of the data sets apart.
    dice = Dice(number * 1000 + sorted(BARS).index(data))
    mood = MOODS[number % len(MOODS)]
    chosen = {
        "cash": CASH[data],
        "commission": dice.pick(([0.0, 0.0], [0.0, 0.002], [5.0, 0.001], [0.0, -0.0002], [1.5, 0.0])),
        "spread": dice.pick((0.0, 0.0, 0.0002, 0.003)),
        "margin": dice.pick((1.0, 1.0, 0.5, 0.1)),
        "trade_on_close": dice.chance(0.3),
        "hedging": dice.chance(0.15),
        "exclusive_orders": dice.chance(0.1),
        "finalize_trades": dice.chance(0.5),
    }
    if mood == "leverage":
        chosen |= {"margin": dice.pick((0.1, 0.05, 0.02)), "cash": CASH[data] * dice.pick((0.02, 0.2, 1.0))}
    elif mood == "exclusive":
        chosen |= {"exclusive_orders": True, "hedging": False}
    elif mood == "hedging":
        chosen |= {"hedging": True, "exclusive_orders": False}
    if data == "btcusd" and dice.chance(0.4):
        chosen |= {"fractional_unit": 1e-8, "cash": 10_000.0}
    length = dice.whole(2, 12) if dice.chance(0.06) else dice.whole(30, min(260, BARS[data]))
    first = dice.whole(0, BARS[data] - length)
    busy = dice.pick((0.08, 0.25, 0.6))
    actions = []
    for bar in range(1, length):
        while dice.chance(busy) and len(actions) < 400:
            actions.append({"bar": bar} | action(dice, mood, data, "fractional_unit" in chosen))
    return {
        "name": f"script/{data}/{number:03d}-{mood}",
        "kind": "script",
        "data": data,
        "window": [first, length],
        "options": options(**chosen),
        "actions": actions,
    }


def action(dice: Dice, mood: str, data: str, fractional: bool) -> dict:
    weights = {
        "brackets": (70, 2, 6, 6, 8, 8),
        "pending": (70, 18, 4, 4, 2, 2),
        "partial": (40, 2, 28, 18, 6, 6),
        "leverage": (75, 5, 8, 6, 3, 3),
        "ties": (60, 5, 10, 5, 10, 10),
        "exclusive": (70, 8, 8, 6, 4, 4),
        "hedging": (60, 4, 16, 8, 6, 6),
        "chaos": (30, 15, 15, 10, 15, 15),
    }[mood]
    kinds = ("order", "cancel", "close_trade", "close_position", "set_sl", "set_tp")
    roll = dice.between(0, sum(weights))
    kind = kinds[-1]
    for name, weight in zip(kinds, weights):
        if roll < weight:
            kind = name
            break
        roll -= weight
    if kind == "order":
        return order(dice, mood, data, fractional)
    if kind == "cancel":
        return {"do": "cancel", "order": dice.whole(0, 4)}
    if kind == "close_trade":
        return {"do": kind, "trade": dice.whole(0, 3), "portion": portion(dice, mood)}
    if kind == "close_position":
        return {"do": kind, "portion": portion(dice, mood)}
    price = None if dice.chance(0.15) else reference(dice, mood, data, 1 if dice.chance(0.5) else -1)
    return {"do": kind, "trade": dice.whole(0, 2), "price": price}


def portion(dice: Dice, mood: str) -> float:
    if mood == "chaos" and dice.chance(0.1):
        return dice.pick((0.0, -0.5, 1.5))
    return 1.0 if dice.chance(0.45) else dice.pick((0.5, 0.25, 0.1, 0.333, 0.9, 0.75))


def reference(dice: Dice, mood: str, data: str, direction: int) -> list:
    """A price `[column, ahead, times]`, above the close for direction 1 and below for -1, mostly."""
    if mood == "ties" or dice.chance(0.05):
        # Exactly a price that a bar will have: on the edge of being hit.
        return [dice.pick(("open", "high", "low", "close")), dice.whole(0, 3), 1.0]
    distance = REACH[data] * dice.between(0.02, 1.6)
    if dice.chance(0.06):
        direction = -direction
    return ["close", 0, 1.0 + direction * distance]


def order(dice: Dice, mood: str, data: str, fractional: bool) -> dict:
    long = dice.chance(0.55)
    up = 1 if long else -1
    new = {"do": "buy" if long else "sell"}
    roll = dice.between(0, 1)
    if mood == "chaos" and dice.chance(0.06):
        new["units"] = dice.pick((0.0, -3.0)) if fractional else dice.pick((0.0, -3.0, 2.5))
    elif roll < 0.55:
        new["units"] = size(dice, data, fractional, 8 if mood == "leverage" else 1)
    elif roll < 0.9:
        new["fraction"] = dice.pick((0.1, 0.25, 0.5, 0.9, 0.9999, 0.0001))
    pending = {"pending": 0.85, "ties": 0.6, "chaos": 0.5}.get(mood, 0.3)
    if dice.chance(pending):
        roll = dice.between(0, 1)
        if roll < 0.4:
            new["limit"] = reference(dice, mood, data, -up)
        elif roll < 0.75:
            new["stop"] = reference(dice, mood, data, up)
        else:
            new["stop"] = reference(dice, mood, data, up)
            new["limit"] = reference(dice, mood, data, up if dice.chance(0.7) else -up)
    bracket = {"brackets": 0.75, "ties": 0.6, "partial": 0.4}.get(mood, 0.3)
    if dice.chance(bracket):
        new["sl"] = reference(dice, mood, data, -up)
    if dice.chance(bracket):
        new["tp"] = reference(dice, mood, data, up)
    if dice.chance(0.4):
        new["tag"] = dice.pick(("a", "b", "c"))
    return new


def size(dice: Dice, data: str, fractional: bool, stretch: int) -> float:
    if fractional:
        return dice.pick((0.5, 0.001, 1.25, 3.0, 12.0))
    most = UNITS[data] * stretch
    return float(dice.whole(1, most))


def scenarios(per_data_set: int = 500) -> list[dict]:
    return [scenario(number, data) for data in ("goog", "eurusd", "btcusd") for number in range(per_data_set)]
