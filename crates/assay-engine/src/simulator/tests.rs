//! What the venue does with orders, one situation each.

use assay_types::{BarColumns, NANOS_PER_DAY, Side, Timestamp};

use super::*;

/// Bars from rows of open, high, low, close; one a day.
fn bars(rows: &[[f64; 4]]) -> Bars {
    let column = |index: usize| rows.iter().map(|row| row[index]).collect::<Vec<_>>();
    let time = (0..).take(rows.len()).map(|day| Timestamp::from_unix_nanos(day * NANOS_PER_DAY)).collect();
    Bars::new(BarColumns {
        time,
        open: column(0),
        high: column(1),
        low: column(2),
        close: column(3),
        volume: None,
    })
    .unwrap()
}

/// A strategy that is a function of the broker.
struct Act<F>(F);

impl<F: FnMut(&mut Broker<'_>)> Strategy for Act<F> {
    fn warmup(&self) -> usize {
        0
    }

    fn next(&mut self, broker: &mut Broker<'_>) {
        (self.0)(broker);
    }
}

/// A text of what came out: a line per settled trade, then what is left.
fn told(outcome: &Outcome) -> String {
    let mut lines: Vec<String> = outcome
        .trades
        .iter()
        .map(|trade| {
            format!(
                "#{} {:+} {}@{} -> {}@{} {:?} pnl {}",
                trade.number,
                trade.size,
                trade.entry_bar,
                trade.entry_price,
                trade.exit_bar,
                trade.exit_price,
                trade.exit_reason,
                trade.pnl,
            )
        })
        .collect();
    lines.extend(outcome.open_trades.iter().map(|trade| {
        format!("#{} {:+} {}@{} open", trade.number, trade.size, trade.entry_bar, trade.entry_price)
    }));
    if outcome.pending_orders > 0 {
        lines.push(format!("{} pending", outcome.pending_orders));
    }
    if outcome.cancelled_for_margin > 0 {
        lines.push(format!("{} cancelled", outcome.cancelled_for_margin));
    }
    if let Some(bar) = outcome.out_of_money {
        lines.push(format!("out of money at {bar}"));
    }
    lines.join("\n")
}

/// Four quiet bars around 100, then whatever the case adds.
const QUIET: [f64; 4] = [100.0, 101.0, 99.0, 100.0];

/// Runs `act` over two quiet bars (so that the first decision falls on bar 1) and `rows`.
fn check_with(options: &Options, rows: &[[f64; 4]], act: impl Fn(&mut Broker<'_>), expected: &str) {
    let all: Vec<_> = [QUIET, QUIET].iter().chain(rows).copied().collect();
    let bars = bars(&all);
    let mut strategy = Act(act);
    let outcome = simulate_at(Pace::EveryBar, &bars, options, &mut strategy);
    assert_eq!(told(&outcome), expected);
}

fn check(rows: &[[f64; 4]], act: impl Fn(&mut Broker<'_>), expected: &str) {
    check_with(&Options::default(), rows, act, expected);
}

fn buy(units: f64) -> OrderRequest {
    OrderRequest::market(Side::Buy, Size::Units(units))
}

fn sell(units: f64) -> OrderRequest {
    OrderRequest::market(Side::Sell, Size::Units(units))
}

/// Places the request at the close of bar 1.
fn at_first(request: OrderRequest) -> impl Fn(&mut Broker<'_>) {
    move |broker| {
        if broker.bar() == 1 {
            broker.place(request.clone()).unwrap();
        }
    }
}

#[test]
fn a_market_order_fills_at_the_next_open() {
    check(&[[102.0, 103.0, 101.0, 102.5]], at_first(buy(10.0)), "#1 +10 2@102 open");
    check(&[[102.0, 103.0, 101.0, 102.5]], at_first(sell(10.0)), "#1 -10 2@102 open");
}

#[test]
fn trade_on_close_fills_at_the_close_that_decided() {
    let options = Options { trade_on_close: true, ..Options::default() };
    check_with(&options, &[[102.0, 103.0, 101.0, 102.5]], at_first(buy(10.0)), "#1 +10 1@100 open");
}

#[test]
fn the_spread_is_paid_at_entry() {
    let options = Options { spread: 0.01, ..Options::default() };
    check_with(&options, &[QUIET], at_first(buy(10.0)), "#1 +10 2@101 open");
    check_with(&options, &[QUIET], at_first(sell(10.0)), "#1 -10 2@99 open");
}

#[test]
fn a_limit_fills_at_the_limit_or_better() {
    let limit = |price| OrderRequest { limit: Some(price), ..buy(10.0) };
    check(&[[100.0, 101.0, 97.0, 98.0]], at_first(limit(98.0)), "#1 +10 2@98 open");
    check(&[[97.0, 98.0, 96.0, 97.0]], at_first(limit(98.0)), "#1 +10 2@97 open");
    check(&[[100.0, 101.0, 98.5, 99.0]], at_first(limit(98.0)), "1 pending");
    let limit = |price| OrderRequest { limit: Some(price), ..sell(10.0) };
    check(&[[100.0, 103.0, 99.0, 100.0]], at_first(limit(102.0)), "#1 -10 2@102 open");
    check(&[[104.0, 105.0, 103.0, 104.0]], at_first(limit(102.0)), "#1 -10 2@104 open");
}

#[test]
fn a_stop_fills_at_the_stop_or_beyond_a_gap() {
    let stop = |price| OrderRequest { stop: Some(price), ..buy(10.0) };
    check(&[[100.0, 103.0, 99.0, 102.0]], at_first(stop(102.0)), "#1 +10 2@102 open");
    check(&[[105.0, 106.0, 104.0, 105.0]], at_first(stop(102.0)), "#1 +10 2@105 open");
    check(&[[100.0, 101.0, 99.0, 100.0]], at_first(stop(102.0)), "1 pending");
    let stop = |price| OrderRequest { stop: Some(price), ..sell(10.0) };
    check(&[[95.0, 96.0, 94.0, 95.0]], at_first(stop(98.0)), "#1 -10 2@95 open");
}

#[test]
fn a_stop_limit_assumes_that_the_limit_came_first() {
    let order = |stop, limit| OrderRequest { stop: Some(stop), limit: Some(limit), ..buy(10.0) };
    // Both inside one bar with the limit below the stop: not filled, and a plain limit order from now on.
    check(&[[100.0, 103.0, 99.0, 102.0]], at_first(order(102.0, 101.0)), "1 pending");
    check(
        &[[100.0, 103.0, 99.0, 102.0], [102.0, 103.0, 100.5, 102.0]],
        at_first(order(102.0, 101.0)),
        "#1 +10 3@101 open",
    );
    check(&[[100.0, 104.0, 99.0, 102.0]], at_first(order(102.0, 103.0)), "#1 +10 2@102 open");
}

#[test]
fn a_bracket_works_on_the_bar_of_a_market_entry() {
    let order = OrderRequest { stop_loss: Some(95.0), take_profit: Some(110.0), ..buy(10.0) };
    let stopped = "#1 +10 2@100 -> 2@95 StopLoss pnl -50";
    check(&[[100.0, 101.0, 94.0, 100.0]], at_first(order.clone()), stopped);
    // Stop and target inside one bar: the stop stands in front of the queue.
    check(&[[100.0, 111.0, 94.0, 100.0]], at_first(order.clone()), stopped);
    check(
        &[[100.0, 111.0, 96.0, 100.0]],
        at_first(order.clone()),
        "#1 +10 2@100 -> 2@110 TakeProfit pnl 100",
    );
    check(&[[94.0, 96.0, 93.0, 95.0]], at_first(order), "#1 +10 2@94 -> 2@94 StopLoss pnl 0");
}

#[test]
fn a_bracket_waits_a_bar_after_a_limit_entry() {
    let order = OrderRequest { limit: Some(98.0), stop_loss: Some(95.0), ..buy(10.0) };
    check(&[[100.0, 101.0, 94.0, 96.0]], at_first(order.clone()), "#1 +10 2@98 open\n1 pending");
    check(
        &[[100.0, 101.0, 94.0, 96.0], [96.0, 97.0, 94.5, 96.0]],
        at_first(order),
        "#1 +10 2@98 -> 3@95 StopLoss pnl -30",
    );
}

#[test]
fn a_target_may_follow_a_stop_entry_on_one_bar_and_a_stop_loss_may_not() {
    let order =
        OrderRequest { stop: Some(102.0), stop_loss: Some(97.0), take_profit: Some(106.0), ..buy(10.0) };
    check(&[[100.0, 107.0, 99.0, 103.0]], at_first(order.clone()), "#1 +10 2@102 -> 2@106 TakeProfit pnl 40");
    check(&[[100.0, 107.0, 96.0, 103.0]], at_first(order), "#1 +10 2@102 open\n2 pending");
}

#[test]
fn a_gap_through_the_stop_loss_exits_at_the_open() {
    let order = OrderRequest { stop_loss: Some(95.0), ..buy(10.0) };
    check(&[QUIET, [90.0, 91.0, 89.0, 90.0]], at_first(order), "#1 +10 2@100 -> 3@90 StopLoss pnl -100");
}

#[test]
fn opposite_orders_close_first_in_first_out() {
    let act = |broker: &mut Broker<'_>| match broker.bar() {
        1 => drop(broker.place(buy(10.0)).unwrap()),
        2 => drop(broker.place(buy(5.0)).unwrap()),
        3 => drop(broker.place(sell(12.0)).unwrap()),
        _ => {}
    };
    let rows = [QUIET, [101.0, 102.0, 100.0, 101.0], [105.0, 106.0, 104.0, 105.0]];
    check(
        &rows,
        act,
        "#1 +10 2@100 -> 4@105 Opposite pnl 50\n#2 +2 3@101 -> 4@105 Opposite pnl 8\n#2 +3 3@101 open",
    );
    let hedging = Options { hedging: true, ..Options::default() };
    check_with(&hedging, &rows, act, "#1 +10 2@100 open\n#2 +5 3@101 open\n#3 -12 4@105 open");
}

#[test]
fn an_opposite_order_larger_than_the_position_reverses_it() {
    let act = |broker: &mut Broker<'_>| match broker.bar() {
        1 => drop(broker.place(buy(10.0)).unwrap()),
        2 => drop(broker.place(sell(15.0)).unwrap()),
        _ => {}
    };
    check(
        &[QUIET, [103.0, 104.0, 102.0, 103.0]],
        act,
        "#1 +10 2@100 -> 3@103 Opposite pnl 30\n#2 -5 3@103 open",
    );
}

#[test]
fn closing_a_part_keeps_the_rest_and_its_bracket() {
    let order = OrderRequest { stop_loss: Some(90.0), ..buy(10.0) };
    let act = move |broker: &mut Broker<'_>| match broker.bar() {
        1 => drop(broker.place(order.clone()).unwrap()),
        // 2.5 units round half to even: 2.
        2 => drop(broker.close_trade(broker.trades()[0].number, 0.25).unwrap()),
        _ => {}
    };
    check(
        &[QUIET, [104.0, 105.0, 103.0, 104.0], [95.0, 96.0, 89.0, 90.0]],
        act,
        "#1 +2 2@100 -> 3@104 Closed pnl 8\n#1 +8 2@100 -> 4@90 StopLoss pnl -80",
    );
}

#[test]
fn commission_is_paid_at_entry_and_exit() {
    let options = Options { commission: Commission { fixed: 1.0, relative: 0.01 }, ..Options::default() };
    let act = |broker: &mut Broker<'_>| match broker.bar() {
        1 => drop(broker.place(buy(10.0)).unwrap()),
        2 => broker.close_position(1.0).unwrap(),
        _ => {}
    };
    // Entry 1 + 1000 × 1 %, exit 1 + 1100 × 1 %: 23 of the 100 gained.
    check_with(&options, &[QUIET, [110.0, 111.0, 109.0, 110.0]], act, "#1 +10 2@100 -> 3@110 Closed pnl 77");
}

#[test]
fn an_order_the_account_cannot_carry_is_cancelled() {
    check(&[QUIET], at_first(buy(101.0)), "1 cancelled");
    check(&[QUIET], at_first(buy(100.0)), "#1 +100 2@100 open");
    let leveraged = Options { margin: 0.1, ..Options::default() };
    check_with(&leveraged, &[QUIET], at_first(buy(1000.0)), "#1 +1000 2@100 open");
    let poor = Options { cash: 50.0, ..Options::default() };
    check_with(&poor, &[QUIET], at_first(OrderRequest::market(Side::Buy, Size::FULL)), "1 cancelled");
}

#[test]
fn a_fraction_is_of_the_liquidity_at_the_fill() {
    let fraction = OrderRequest::market(Side::Buy, Size::Fraction(0.5));
    // Half of 10,000 at 80 is 62.5: whole units only.
    check(&[[80.0, 81.0, 79.0, 80.0]], at_first(fraction.clone()), "#1 +62 2@80 open");
    let options = Options { fractional_unit: Some(0.5), ..Options::default() };
    check_with(&options, &[[80.0, 81.0, 79.0, 80.0]], at_first(fraction), "#1 +62.5 2@80 open");
}

#[test]
fn an_exclusive_order_closes_what_is_open_and_cancels_what_waits() {
    let options = Options { exclusive_orders: true, ..Options::default() };
    let act = |broker: &mut Broker<'_>| match broker.bar() {
        1 => drop(broker.place(buy(10.0)).unwrap()),
        2 => drop(broker.place(OrderRequest { limit: Some(50.0), ..buy(1.0) }).unwrap()),
        4 => drop(broker.place(buy(7.0)).unwrap()),
        _ => {}
    };
    check_with(
        &options,
        &[QUIET, QUIET, QUIET, QUIET],
        act,
        "#1 +10 2@100 -> 3@100 Closed pnl 0\n#2 +7 5@100 open",
    );
}

#[test]
fn the_account_closes_when_its_equity_is_gone() {
    let options = Options { margin: 0.1, ..Options::default() };
    check_with(
        &options,
        &[QUIET, [90.0, 91.0, 85.0, 86.0], QUIET],
        at_first(buy(1000.0)),
        "#1 +1000 2@100 -> 3@86 OutOfMoney pnl -14000\nout of money at 3",
    );
}

#[test]
fn trades_can_be_finalized_on_the_last_bar() {
    let options = Options { finalize_trades: true, ..Options::default() };
    check_with(
        &options,
        &[QUIET, [104.0, 106.0, 103.0, 105.0]],
        at_first(buy(10.0)),
        "#1 +10 2@100 -> 3@104 EndOfData pnl 40",
    );
}

#[test]
fn contingent_orders_move_with_their_trade() {
    let order = OrderRequest { stop_loss: Some(95.0), take_profit: Some(120.0), ..buy(10.0) };
    let act = move |broker: &mut Broker<'_>| match broker.bar() {
        1 => drop(broker.place(order.clone()).unwrap()),
        2 => {
            let trade = broker.trades()[0].number;
            broker.set_stop_loss(trade, Some(99.0)).unwrap();
            broker.set_take_profit(trade, None).unwrap();
            assert_eq!(broker.orders().len(), 1);
        }
        _ => {}
    };
    check(
        &[[100.0, 101.0, 99.5, 100.0], [100.0, 125.0, 98.0, 100.0]],
        act,
        "#1 +10 2@100 -> 3@99 StopLoss pnl -10",
    );
}

#[test]
fn pending_orders_can_be_cancelled_and_replaced() {
    let act = |broker: &mut Broker<'_>| {
        if broker.bar() == 1 {
            let first = broker.place(OrderRequest { limit: Some(95.0), ..buy(10.0) }).unwrap();
            let second = broker.replace(first, OrderRequest { limit: Some(96.0), ..buy(5.0) }).unwrap();
            assert_eq!(broker.cancel(first), Err(OrderRejected::UnknownOrder(first)));
            let third = broker.place(OrderRequest { limit: Some(97.0), ..buy(1.0) }).unwrap();
            broker.cancel(third).unwrap();
            assert_eq!(broker.orders().iter().map(|order| order.number).collect::<Vec<_>>(), [second]);
        }
    };
    check(&[[100.0, 101.0, 94.0, 100.0]], act, "#1 +5 2@96 open");
}

#[test]
fn a_contingent_order_changes_only_through_its_trade() {
    let order = OrderRequest { stop_loss: Some(95.0), ..buy(10.0) };
    let act = move |broker: &mut Broker<'_>| match broker.bar() {
        1 => drop(broker.place(order.clone()).unwrap()),
        2 => {
            let stop = broker.orders()[0].number;
            assert_eq!(broker.replace(stop, buy(1.0)), Err(OrderRejected::NotReplaceable(stop)));
            broker.cancel(stop).unwrap();
            assert_eq!(broker.trades()[0].stop_loss, None);
        }
        _ => {}
    };
    check(&[[100.0, 101.0, 96.0, 100.0], [100.0, 101.0, 90.0, 100.0]], act, "#1 +10 2@100 open");
}

#[test]
fn requests_that_cannot_be_are_refused() {
    let check = |request: OrderRequest, expected: &str| {
        let act = move |broker: &mut Broker<'_>| {
            if broker.bar() == 1 {
                assert_eq!(broker.place(request.clone()).unwrap_err().to_string(), expected);
            }
        };
        check(&[QUIET], act, "");
    };
    let size = |size| {
        format!(
            "order size `{size}` is neither a whole number of units (1 or more) nor a fraction between 0 and 1"
        )
    };
    check(buy(0.0), &size("0"));
    check(buy(1.5), &size("1.5"));
    check(buy(-3.0), &size("-3"));
    check(buy(f64::NAN), &size("NaN"));
    check(buy(f64::INFINITY), &size("inf"));
    check(OrderRequest::market(Side::Buy, Size::Fraction(1.0)), &size("1"));
    check(
        OrderRequest { stop: Some(-1.0), ..buy(1.0) },
        "stop `-1` is not a price; a price is a finite number above 0",
    );
    check(
        OrderRequest { stop_loss: Some(101.0), ..buy(1.0) },
        "a long order needs stop_loss < entry < take_profit; got 101, 100, none",
    );
    check(
        OrderRequest { take_profit: Some(101.0), ..sell(1.0) },
        "a short order needs take_profit < entry < stop_loss; got 101, 100, none",
    );
}

#[test]
fn portions_and_strangers_are_refused() {
    let act = |broker: &mut Broker<'_>| match broker.bar() {
        1 => drop(broker.place(buy(10.0)).unwrap()),
        2 => {
            let trade = broker.trades()[0].number;
            for portion in [0.0, -0.5, 1.5, f64::NAN] {
                assert!(matches!(broker.close_trade(trade, portion), Err(OrderRejected::Portion(_))));
                assert!(matches!(broker.close_position(portion), Err(OrderRejected::Portion(_))));
            }
            broker.close_position(1.0).unwrap();
        }
        3 => {
            let gone = broker.closed_trades()[0].number;
            let unknown = Err(OrderRejected::UnknownTrade(gone));
            assert_eq!(broker.set_stop_loss(gone, Some(90.0)), unknown);
            assert_eq!(broker.set_take_profit(gone, None), unknown);
        }
        _ => {}
    };
    check(&[QUIET, QUIET], act, "#1 +10 2@100 -> 3@100 Closed pnl 0");
}

#[test]
fn a_strategy_that_never_gets_going_keeps_its_cash() {
    struct Late;
    impl Strategy for Late {
        fn warmup(&self) -> usize {
            usize::MAX
        }

        fn next(&mut self, _: &mut Broker<'_>) {
            panic!("the warm-up never ends");
        }
    }
    let outcome = simulate(&bars(&[QUIET; 3]), &Options::default(), &mut Late);
    assert_eq!(outcome.equity, [10_000.0; 3]);
}
