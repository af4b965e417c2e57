"""The two kinds of strategy that the peer runs: document twins and order scripts."""

from __future__ import annotations

from backtesting import Strategy

from twins import Bars, Twin


class TwinStrategy(Strategy):
    """Runs a `Twin`; set `twin`, `bars` and `unit` on a subclass.

    Order of decisions on a bar: trailing stops, holding time, exit rules, entry rules.
    """

    twin: Twin
    bars: Bars
    unit: float | None = None

    def init(self):
        for number, values in enumerate(self.twin.indicators):
            setattr(self, f"indicator_{number}", self.I(lambda values=values: values, name=str(number), overlay=False))

    def scaled(self, price: float) -> float:
        return price if self.unit is None else price * self.unit

    def next(self):
        bar = len(self.data) - 1
        twin = self.twin
        close = self.bars.close[bar]

        if twin.trailing is not None:
            for trade in self.trades:
                if trade.is_long:
                    level = self.scaled(twin.trailing.below(close, bar))
                    improves = trade.sl is None or level > trade.sl
                else:
                    level = self.scaled(twin.trailing.above(close, bar))
                    improves = trade.sl is None or level < trade.sl
                if improves and level > 0:
                    trade.sl = level

        if twin.hold is not None:
            for trade in self.trades:
                if bar - trade.entry_bar >= twin.hold:
                    trade.close()

        held = "long" if self.position.is_long else "short" if self.position.is_short else None
        exiting = held is not None and any(
            fires[bar] for side, fires in twin.exits if side in (held, "any")
        )
        if exiting:
            self.position.close()

        entry = next((side for side, fires in twin.entries if fires[bar]), None)
        if entry is None or entry == held:
            return
        if held is not None and not exiting:
            if twin.opposite == "ignore":
                return
            self.position.close()
            if twin.opposite == "close":
                return
        self.enter(entry, close, bar)

    def enter(self, side: str, close: float, bar: int):
        twin = self.twin
        arguments = {}
        stops = [distance for distance in (twin.stop, twin.trailing) if distance is not None]
        if stops:
            if side == "long":
                level = max(distance.below(close, bar) for distance in stops)
            else:
                level = min(distance.above(close, bar) for distance in stops)
            arguments["sl"] = self.scaled(level)
        if twin.target is not None:
            level = twin.target.above(close, bar) if side == "long" else twin.target.below(close, bar)
            arguments["tp"] = self.scaled(level)
        if twin.units is not None:
            arguments["size"] = twin.units if self.unit is None else round(twin.units / self.unit)
        elif twin.fraction != 1.0:
            arguments["size"] = twin.fraction
        if any(arguments.get(name, 1.0) <= 0 for name in ("sl", "tp")):
            # No such price: the order is refused. The peer would abort at the fill.
            return
        try:
            (self.buy if side == "long" else self.sell)(**arguments)
        except ValueError:
            # The bracket does not enclose the entry: the order is refused, and the document goes on.
            pass


class ScriptStrategy(Strategy):
    """Runs the actions of a scenario; set `actions`, `bars` and `unit` on a subclass. See README.md."""

    actions: dict[int, list[dict]]
    bars: Bars
    unit: float | None = None

    def init(self):
        self.outcomes: list[str] = []

    def price(self, reference, bar: int):
        if reference is None:
            return None
        column, ahead, times = reference
        series = getattr(self.bars, column)
        value = float(series[min(bar + ahead, len(series) - 1)]) * times
        return value if self.unit is None else value * self.unit

    def next(self):
        bar = len(self.data) - 1
        for action in self.actions.get(bar, ()):
            try:
                self.outcomes.append(self.perform(action, bar))
            except (ValueError, AssertionError):
                self.outcomes.append("x")

    def perform(self, action: dict, bar: int) -> str:
        kind = action["do"]
        if kind in ("buy", "sell"):
            arguments = {
                name: self.price(action[name], bar) for name in ("limit", "stop", "sl", "tp") if action.get(name) is not None
            }
            if "units" in action:
                units = action["units"]
                arguments["size"] = units if self.unit is None else round(units / self.unit)
            elif "fraction" in action:
                arguments["size"] = action["fraction"]
            if "tag" in action:
                arguments["tag"] = action["tag"]
            (self.buy if kind == "buy" else self.sell)(**arguments)
        elif kind == "cancel":
            if action["order"] >= len(self.orders):
                return "-"
            self.orders[action["order"]].cancel()
        elif kind == "close_trade":
            if action["trade"] >= len(self.trades):
                return "-"
            self.trades[action["trade"]].close(action["portion"])
        elif kind == "close_position":
            if not self.trades:
                return "-"
            self.position.close(action["portion"])
        elif kind in ("set_sl", "set_tp"):
            if action["trade"] >= len(self.trades):
                return "-"
            setattr(self.trades[action["trade"]], kind[4:], self.price(action["price"], bar))
        else:
            raise KeyError(f"unknown action {kind}")
        return "o"
