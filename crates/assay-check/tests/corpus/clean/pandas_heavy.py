import pandas as pd
from backtesting import Strategy


def features(df: pd.DataFrame, n: int) -> pd.DataFrame:
    out = pd.DataFrame(index=df.index)
    out["ret"] = df["Close"].pct_change()
    out["vol"] = out["ret"].rolling(n).std()
    out["range"] = (df["High"] - df["Low"]) / df["Close"]
    out["z"] = (out["ret"] - out["ret"].rolling(n).mean()) / out["vol"]
    return out.assign(quiet=lambda frame: frame["range"] < frame["range"].rolling(n).quantile(0.3))


class Features(Strategy):
    n = 20

    def init(self):
        table = features(self.data.df, self.n)
        self.z = self.I(lambda: table["z"].to_numpy(), name="z")
        self.quiet = self.I(lambda: table["quiet"].astype(float).to_numpy(), name="quiet", plot=False)

    def next(self):
        if self.quiet[-1] and self.z[-1] < -1 and not self.position:
            self.buy(size=0.5, tp=self.data.Close[-1] * 1.05, sl=self.data.Close[-1] * 0.97)
