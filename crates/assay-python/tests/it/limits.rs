//! What a strategy cannot do to its host.

use assay_python::Effort;

use crate::bench_of_tests::{class, run_over};

#[track_caller]
fn check(init: &str, next: &str, expected: &str) {
    let run = run_over(120, &class(init, next), Effort::Off);
    let failure = run.outcome.unwrap_err();
    let told = format!("{}: {:?}: {}{}", failure.stage, failure.cause, failure.kind, failure.message);
    assert!(told.contains(expected), "`{told}` does not contain `{expected}`\n{:#?}", run.reports);
}

#[test]
fn ending_the_process_is_a_failure() {
    check("import os\nos._exit(3)", "pass", "ended its process with status 3");
    check("pass", "import os\nos._exit(0)", "ended its process with status 0");
    check("raise SystemExit(0)", "pass", "SystemExit");
}

#[test]
fn memory_is_limited() {
    check("self.hoard = [np.ones(1_000_000) for _ in range(200)]", "pass", "emory");
}

#[test]
fn commands_that_are_none_are_refused() {
    check(
        "pass",
        "import _link\nself._broker.words[_link.COMMAND // 8] = 99\n_link.exchange()",
        "the command 99",
    );
    check(
        "import _link\nself._broker.words[_link.COMMAND // 8] = 1\n_link.exchange()",
        "pass",
        "the command 1",
    );
}

#[test]
fn nonsense_on_the_board_is_an_error_of_the_strategy() {
    check(
        "pass",
        "import _link\nself._broker.words[_link.COMMAND_TEXT // 8] = 2**63\nself._broker.words[_link.COMMAND // 8] = _link.FAILED\n_link.exchange()",
        "not understood",
    );
}

#[test]
fn the_future_is_not_in_memory() {
    // Everything that the process can reach of the tape, bar by bar: what is not revealed is zero.
    let run = run_over(
        120,
        &class(
            "pass",
            "rows = self.data._tape\nlength = len(self.data)\nassert not np.asarray(rows)[:, length:].view('u8').any()",
        ),
        Effort::Off,
    );
    run.outcome.unwrap();
}

#[test]
fn the_tape_cannot_be_written() {
    check("pass", "self.data.Close[-1] = 1.0", "read-only");
}

#[test]
fn endless_orders_are_ended() {
    check("pass", "while True: self.buy(size=1, limit=1)", "orders wait at a time");
}
