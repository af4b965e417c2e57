import logging
import warnings

from backtesting import Strategy
from backtesting.test import SMA

warnings.filterwarnings("ignore", category=FutureWarning)
logger = logging.getLogger(__name__)


class Logged(Strategy):
    n = 12

    def init(self):
        self.ma = self.I(SMA, self.data.Close, self.n)
        logger.info("period %d", self.n)

    def next(self):
        if self.data.Close[-1] > self.ma[-1] * 1.01 and not self.position:
            logger.debug("buy at %s", self.data.index[-1])
            self.buy(size=0.7)
        elif self.data.Close[-1] < self.ma[-1] * 0.99 and self.position:
            logger.debug("close at %s", self.data.index[-1])
            self.position.close()
