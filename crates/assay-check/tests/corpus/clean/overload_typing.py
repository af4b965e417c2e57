from typing import Annotated, Callable, ClassVar, Final, Literal, Protocol, TypeVar, Union, overload

import numpy as np
from backtesting import Strategy

T = TypeVar("T", bound=float)
Side = Literal["long", "short"]
LIMIT: Final = 0.9


class Score(Protocol):
    def __call__(self, closes: np.ndarray) -> float: ...


@overload
def clamp(value: float, low: float = ..., high: float = ...) -> float: ...
@overload
def clamp(value: int, low: float = ..., high: float = ...) -> float: ...
def clamp(value, low=0.0, high=1.0):
    return max(low, min(high, value))


def breadth(closes: np.ndarray) -> float:
    return float((np.diff(closes) > 0).mean())


class Scored(Strategy):
    score: ClassVar[Callable[[np.ndarray], float]] = staticmethod(breadth)
    lookback: Annotated[int, "bars", range(5, 100)] = 20
    bias: Union[int, float] = 0

    def init(self) -> None:
        self.side: Side = "long"

    def next(self) -> None:
        closes = np.asarray(self.data.Close[-self.lookback :])
        if len(closes) < self.lookback:
            return
        value = clamp(self.score(closes) + self.bias)
        if value > 0.6 and not self.position:
            self.buy(size=LIMIT)
        elif value < 0.4:
            self.position.close()
