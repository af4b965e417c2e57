"""What strategies import from `backtesting.test`: a moving average, and stand-ins for the sample data."""

import pandas as pd


def SMA(arr, n: int) -> pd.Series:
    """The mean of the last `n` values."""
    return pd.Series(arr).rolling(n).mean()


class _Sample:
    """Sample data: Assay brings the data, so there is nothing here."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise AttributeError(f"{self._name} is not here: the data come from `--data`, as `self.data`")

    def __repr__(self):
        return f"<{self._name}: the data come from `--data`>"


GOOG = _Sample("GOOG")
EURUSD = _Sample("EURUSD")
BTCUSD = _Sample("BTCUSD")
