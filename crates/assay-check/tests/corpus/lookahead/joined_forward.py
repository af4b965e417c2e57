# technique: merge_asof looks for the next weekly close
# where: indicator ahead
# static: AS204
import pandas as pd
from backtesting import Strategy


class Ahead(Strategy):
    def init(self):
        frame = self.data.df[["Close"]].reset_index(names="date")
        weekly = frame.iloc[::5].rename(columns={"Close": "later"})
        joined = pd.merge_asof(frame, weekly, on="date", direction="forward")
        self.ahead = self.I(lambda: (joined["later"] - joined["Close"]).to_numpy(), name="ahead")

    def next(self):
        if self.ahead[-1] > 0 and not self.position:
            self.buy(size=0.5)
        elif self.ahead[-1] < 0 and self.position:
            self.position.close()
