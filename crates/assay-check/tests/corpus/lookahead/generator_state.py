# technique: a generator made in init holds the whole series in its frame
# where: line marked `ahead`
# static: none
from backtesting import Strategy


def verdicts(closes):
    for today, tomorrow in zip(closes, closes[1:]):
        yield 1 if tomorrow > today else -1


class Oracle(Strategy):
    def init(self):
        self.verdicts = verdicts(list(self.data.Close))  # ahead
        next(self.verdicts, None)

    def next(self):
        verdict = next(self.verdicts, 0)
        if verdict > 0 and not self.position:
            self.buy(size=0.5)
        elif verdict < 0:
            self.position.close()
