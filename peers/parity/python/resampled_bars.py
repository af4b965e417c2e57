"""Longer bars of all columns, and from them the middle of the last range and whether volume grew."""

import pandas as pd
from backtesting import Strategy
from backtesting.lib import resample_apply


def pivot(bars):
    return pd.DataFrame(
        {
            "pivot": (bars["High"] + bars["Low"] + bars["Close"]) / 3,
            "growth": bars["Volume"].diff(),
            "range": (bars["High"] - bars["Low"]).rolling(3).mean(),
        }
    )


class ResampledBars(Strategy):
    rule = "W"

    def init(self):
        self.pivot, self.growth, self.width = resample_apply(self.rule, pivot, self.data.df)
        self.highest = resample_apply(self.rule, None, self.data.High, agg="max")

    def next(self):
        close = self.data.Close[-1]
        if close > self.pivot[-1] and self.growth[-1] > 0 and not self.position:
            stop = close - self.width[-1]
            self.buy(size=0.8, sl=stop if stop > 0 else None, tag="pivot")
        elif self.position and close < self.pivot[-1]:
            self.position.close()
        for trade in self.trades:
            if close > self.highest[-1] and trade.tp is None:
                trade.tp = close + self.width[-1] / 2
