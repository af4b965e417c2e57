from backtesting import Strategy


class Cooldown(Strategy):
    """Buys strength, then waits."""

    wait = 5

    def init(self):
        self._last_exit = -1_000
        self._wins = 0
        self.__streak = 0

    def _cooled(self):
        return len(self.data) - self._last_exit > self.wait

    def _strength(self):
        if len(self.data) < 11:
            return 0.0
        return self.data.Close[-1] / self.data.Close[-11] - 1.0

    def next(self):
        if self.position and self._strength() < 0:
            if self.position.pl > 0:
                self._wins += 1
                self.__streak += 1
            else:
                self.__streak = 0
            self.position.close()
            self._last_exit = len(self.data)
        elif not self.position and self._cooled() and self._strength() > 0.03:
            self.buy(size=0.5)
