//! The policy that judges when none is given.

use assay_spec::{Comparison, Criterion, Level, SchemaVersion, VerdictPolicy};
use assay_types::Identifier;

/// What a strategy must show on its own history before anything else is asked of it.
///
/// *Must* is what no later stage can make up for: enough trades to judge, a profit after costs that is told
/// from luck, and a fall that an account survives. *Should* is what a professional asks about before going on.
///
/// # Panics
/// Never: the name is a literal that a test reads.
pub fn default_policy() -> VerdictPolicy {
    use Comparison::{Above, AtLeast};
    use Level::{Must, Should};
    let criterion = |level, statistic: &str, op, threshold, reason: &str| Criterion {
        statistic: statistic.to_owned(),
        op,
        threshold,
        level,
        reason: reason.to_owned(),
    };
    VerdictPolicy {
        schema_version: SchemaVersion::V2_0,
        name: "first_verdict".parse::<Identifier>().expect("the literal is an identifier"),
        description: "What a strategy must show on its own history, after costs, before anything else is \
            asked of it. It says nothing of how many variants were tried: that is judged later."
            .to_owned(),
        criteria: vec![
            criterion(
                Must,
                "trades",
                AtLeast,
                30.0,
                "below about 30 trades an average is mostly luck: the normal approximation that every other \
                 figure leans on does not hold",
            ),
            criterion(
                Must,
                "return_pct",
                Above,
                0.0,
                "what loses on the history it was written for has nothing left to prove",
            ),
            criterion(
                Must,
                "profit_factor",
                Above,
                1.0,
                "the settled trades must earn by themselves; a return can also stand on one trade that is \
                 still open, or on the size of a few",
            ),
            criterion(
                Must,
                "max_drawdown_pct",
                AtLeast,
                -50.0,
                "after a fall of 50 % an account must double to be whole again, and few holders wait for it",
            ),
            criterion(
                Must,
                "psr",
                AtLeast,
                0.95,
                "the Sharpe ratio must be above zero with 95 % confidence, given how long the history is and how \
                 skewed and fat-tailed its returns are; one strategy in twenty without any merit passes this \
                 by luck",
            ),
            criterion(
                Should,
                "sharpe_ratio",
                AtLeast,
                0.5,
                "broad stock markets have paid about 0.4 over a century; less than 0.5 is hardly worth the work",
            ),
            criterion(
                Should,
                "alpha_pct",
                Above,
                0.0,
                "holding the instrument, at the same exposure to its moves, costs nothing and must be beaten",
            ),
            criterion(
                Should,
                "max_drawdown_pct",
                AtLeast,
                -30.0,
                "most mandates stop a strategy at a fall of 20 to 30 %, and live falls exceed tested ones",
            ),
            criterion(
                Should,
                "sqn",
                AtLeast,
                1.65,
                "the system quality number is the t-statistic of the mean trade: below 1.65, chance alone gives \
                 such a mean more than one time in twenty",
            ),
            criterion(
                Should,
                "exposure_time_pct",
                AtLeast,
                1.0,
                "a strategy that is hardly ever in the market stands on a few events",
            ),
        ],
    }
}
