from dataclasses import dataclass, field

from backtesting import Strategy
from backtesting.test import SMA


@dataclass(frozen=True)
class Settings:
    fast: int = 8
    slow: int = 34
    stop: float = 0.05
    weights: tuple = field(default=(0.5, 0.5))


@dataclass
class Journal:
    entries: list = field(default_factory=list)

    def note(self, bar: int, text: str) -> None:
        self.entries.append((bar, text))


class Configured(Strategy):
    settings = Settings()

    def init(self):
        self.journal = Journal()
        self.fast = self.I(SMA, self.data.Close, self.settings.fast)
        self.slow = self.I(SMA, self.data.Close, self.settings.slow)

    def next(self):
        price = self.data.Close[-1]
        if self.fast[-1] > self.slow[-1] and not self.position:
            self.journal.note(len(self.data), "enter")
            self.buy(size=self.settings.weights[0], sl=price * (1 - self.settings.stop))
        elif self.fast[-1] < self.slow[-1] and self.position:
            self.journal.note(len(self.data), "leave")
            self.position.close()
