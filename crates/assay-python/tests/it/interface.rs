//! What a strategy sees and may do.

use assay_engine::simulator::Options as Account;
use assay_python::{Effort, Failure, Market, Settings, run};

use crate::bench_of_tests::{class, google, program, run_over, sandbox, settings};

/// Runs 120 bars; the strategy asserts, and must reach its end with so many settled trades.
fn check(init: &str, next: &str, trades: usize) {
    let run = run_over(120, &class(init, next), Effort::Off);
    let outcome = run.outcome.unwrap_or_else(|failure| panic!("{init}\n{next}\n{failure:#?}"));
    assert_eq!(outcome.trades.len(), trades, "{init}\n{next}");
}

#[track_caller]
fn fails(init: &str, next: &str) -> Failure {
    run_over(120, &class(init, next), Effort::Off).outcome.unwrap_err()
}

#[test]
fn arrays_end_at_the_current_bar() {
    check(
        "self.mean = self.I(SMA, self.data.Close, 10)\n\
         self.high, self.low = self.I(lambda: (self.data.High, self.data.Low))\n\
         self.both = self.I(lambda: np.array([self.data.High, self.data.Low]))\n\
         self.above = self.mean + 1",
        "n = len(self.data)\n\
         assert n >= 11\n\
         for array in (self.data.Open, self.data.Volume, self.mean, self.high, self.low, self.above, self.data.index):\n    \
             assert len(array) == n, (array.name, len(array), n)\n\
         assert self.both.shape == (2, n)\n\
         assert self.both[0][-1] == self.high[-1] == self.data.High[-1]\n\
         assert abs(self.mean[-1] - self.data.Close[-10:].mean()) < 1e-9\n\
         assert abs(self.above[-1] - self.mean[-1] - 1) < 1e-9\n\
         assert len(self.data.df) == n and self.data.df.Close.iloc[-1] == self.data.Close[-1]\n\
         assert self.data.Close.s.index[-1] == self.data.index[-1]",
        0,
    );
}

#[test]
fn an_array_that_is_kept_stays_as_it_was() {
    check(
        "self.mean = self.I(SMA, self.data.Close, 10)\nself.kept = []",
        "self.kept.append((len(self.data), self.mean, self.data.Close, self.data.Close[-1]))\n\
         for n, mean, close, last in self.kept:\n    \
             assert len(mean) == len(close) == n and close[-1] == last\n\
         assert len(self.mean) == len(self.data)",
        0,
    );
}

#[test]
fn indicators_in_a_list_grow_as_well() {
    check(
        "self.means = [self.I(SMA, self.data.Close, n) for n in (5, 10)]",
        "assert all(len(mean) == len(self.data) for mean in self.means)\n\
         if len(self.data) > 20:\n    assert abs(self.means[0][-1] - self.data.Close[-5:].mean()) < 1e-9",
        0,
    );
}

#[test]
fn types_of_indicators_are_kept() {
    check(
        "self.up = self.I(lambda: np.asarray(self.data.Close) > np.asarray(self.data.Open))\n\
         self.count = self.I(lambda: np.arange(len(self.data), dtype=np.int32))\n\
         self.single = self.I(lambda: np.asarray(self.data.Close, dtype=np.float32))",
        "assert self.up.dtype == bool and self.up[-1] == (self.data.Close[-1] > self.data.Open[-1])\n\
         assert self.count.dtype == np.int32 and self.count[-1] == len(self.data) - 1\n\
         assert self.single.dtype == np.float32 and self.single[-1] == np.float32(self.data.Close[-1])",
        0,
    );
}

#[test]
fn orders_become_trades_that_can_be_followed() {
    check(
        "self.trade = None",
        "n = len(self.data)\n\
         if n == 10:\n    \
             order = self.buy(size=5, sl=self.data.Close[-1] * 0.5, tag={'why': 'ten'})\n    \
             assert order in self.orders and order.size == 5 and order.is_long and not order.is_contingent\n\
         if n == 11:\n    \
             (self.trade,) = self.trades\n    \
             assert self.trade.size == 5 and self.trade.tag == {'why': 'ten'} and self.trade.entry_bar == 10\n    \
             assert self.trade.entry_price == self.data.Open[-1] and self.trade.entry_time == self.data.index[-1]\n    \
             (stop,) = self.orders\n    \
             assert stop.is_contingent and stop.parent_trade is self.trade and stop.stop == self.trade.sl\n    \
             self.trade.sl = self.data.Close[-1] * 0.6\n    \
             assert self.trade.sl == self.data.Close[-1] * 0.6\n    \
             self.trade.tp = None\n    \
             assert self.position.size == 5 and self.position.is_long and self.position\n    \
             assert abs(self.position.pl - self.trade.pl) < 1e-9\n\
         if n == 15:\n    self.trade.close(0.4)\n\
         if n == 16:\n    \
             assert self.trade.size == 3 and self.closed_trades[0].size == 2 and self.closed_trades[0].tag == self.trade.tag\n    \
             self.position.close()\n\
         if n == 17:\n    \
             assert not self.trades and not self.orders and not self.position\n    \
             assert self.closed_trades[-1] is self.trade and self.trade.exit_bar == 16",
        2,
    );
}

#[test]
fn refused_orders_raise_what_backtesting_raises() {
    check(
        "pass",
        "def raises(kind, act):\n    \
             try:\n        act()\n    \
             except kind as error:\n        assert str(error)\n        return\n    \
             raise RuntimeError(f'{kind} was not raised')\n\
         close = self.data.Close[-1]\n\
         raises(ValueError, lambda: self.buy(sl=close * 2))\n\
         raises(ValueError, lambda: self.sell(tp=close * 2))\n\
         raises(ValueError, lambda: self.buy(limit=float('nan')))\n\
         raises(AssertionError, lambda: self.buy(size=1.5))\n\
         raises(AssertionError, lambda: self.buy(size=-1))\n\
         raises(TypeError, lambda: self.buy(5))\n\
         assert not self.orders",
        0,
    );
}

#[test]
fn parameters_are_variables_of_the_class() {
    let failure = fails("self.wanted", "pass");
    assert_eq!((failure.stage.as_str(), failure.kind.as_str()), ("init", "AttributeError"));
}

#[test]
fn a_failure_points_at_the_strategys_own_line_and_bar() {
    let failure =
        fails("self.mean = self.I(SMA, self.data.Close, 10)", "if len(self.data) == 30:\n    1 / 0");
    assert_eq!(failure.stage, "next");
    assert_eq!(failure.kind, "ZeroDivisionError");
    assert_eq!(failure.bar, Some(29));
    assert_eq!(failure.frames.len(), 1);
    assert_eq!(failure.frames[0].text, "1 / 0");
    assert_eq!(failure.frames[0].function, "next");
}

#[test]
fn a_failing_indicator_is_named() {
    let failure = fails("self.mean = self.I(SMA, self.data.Close, 'ten')", "pass");
    assert_eq!(failure.stage, "init");
    assert_eq!(failure.within.as_deref(), Some("Indicator \"SMA(C,ten)\" error. See traceback above."));
}

#[test]
fn a_syntax_error_has_its_line() {
    let failure = run_over(120, "x = 1\ny = = 2\n", Effort::Off).outcome.unwrap_err();
    assert_eq!(
        (failure.stage.as_str(), failure.kind.as_str(), failure.line()),
        ("import", "SyntaxError", Some(2))
    );
}

#[test]
fn reporting_wealth_changes_nothing() {
    let honest =
        run_over(200, &class("pass", "if len(self.data) == 20: self.buy()"), Effort::Off).outcome.unwrap();
    let patched = "import assay.broker as b\n\
         b.Broker.equity = property(lambda self: 1e12)\n\
         b.Trade.pl = property(lambda self: 1e9)\n\
         type(self).equity = property(lambda self: 1e12)";
    let liar = class(patched, "if len(self.data) == 20: self.buy()\nassert self.equity == 1e12");
    let liar = run_over(200, &liar, Effort::Off).outcome.unwrap();
    assert_eq!(honest.equity, liar.equity);
    assert_eq!(honest.fills, liar.fills);
}

#[test]
fn a_run_from_a_later_bar_knows_the_bars_before_and_decides_from_there() {
    let source = "
from assay import Strategy
import talib

class Late(Strategy):
    def init(self):
        self.average = self.I(talib.SMA, self.data.Close, 20)
        self.known = len(self.data.Close)
        self.turns = 0

    def next(self):
        if self.turns == 0:
            self.buy(size=len(self.data.Close), tag=f'{self.known} {self.average[-1]:.6f}')
        self.turns += 1
        if self.turns == 5:
            self.position.close()
";
    let account = Account { cash: 1e6, ..Account::default() };
    let bars = google(200);
    let check = |first: usize, end: usize, decides: usize| {
        let market = Market::new(&bars, &[], &account).until(end);
        let settings = Settings { first, ..settings(Effort::Off) };
        let run = run(sandbox(), &program(source), &market, &account, &settings, &mut |_| {}).unwrap();
        let outcome = run.outcome.unwrap();
        assert_eq!(outcome.equity.len(), end - first);
        let average = bars.close()[decides - 19..=decides].iter().sum::<f64>() / 20.0;
        let trade = &outcome.trades[0];
        let told = (trade.entry_bar + first, trade.exit_bar - trade.entry_bar, trade.size);
        assert_eq!(told, (decides + 1, 4, f64::from(u32::try_from(decides + 1).unwrap())));
        assert_eq!(trade.tag.as_deref(), Some(format!("{} {average:.6}", decides + 1).as_str()));
    };
    // The average has its first value on bar 19, and a strategy decides on the bar after.
    check(0, 200, 20);
    check(10, 200, 20);
    check(50, 200, 50);
    check(150, 170, 150);
}
