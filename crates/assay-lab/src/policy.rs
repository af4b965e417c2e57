//! The policy that judges when none is given.

use assay_spec::{Comparison, Criterion, Level, SchemaVersion, VerdictPolicy};
use assay_types::Identifier;

/// What a strategy must show on its own history, and beyond it.
///
/// *Must* is what nothing can make up for: enough trades to judge, a profit after costs that is told from luck although many
/// combinations were tried, and falls that an account survives. *Should* is what a professional asks about before going on. How
/// many strategies without merit pass is measured by `cargo xtask bench calibration`.
///
/// # Panics
/// Never: the name is a literal that a test reads.
pub fn default_policy() -> VerdictPolicy {
    use Comparison::{Above, AtLeast, AtMost};
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
        name: "standard".parse::<Identifier>().expect("the literal is an identifier"),
        description:
            "What a strategy must show, after costs, before it may trade: on its own history, and beyond it. \
            Tuned so that of strategies fitted on random walks at most one in twenty passes."
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
            criterion(
                Must,
                "walk_forward_return_pct",
                Above,
                0.0,
                "what is chosen without knowing what comes after must still earn",
            ),
            criterion(
                Should,
                "walk_forward_consistency_pct",
                AtLeast,
                60.0,
                "what earns in one window of five has met its market once",
            ),
            criterion(
                Should,
                "robustness_score",
                AtLeast,
                50.0,
                "windows that earn, gains that hold out of sample, parameters that stay, and neighbours that do as well",
            ),
            criterion(
                Must,
                "probability_of_ruin",
                AtMost,
                0.05,
                "with its trades in another order and another choice, an account must hardly ever lose half of its cash",
            ),
            criterion(
                Should,
                "stressed_return_pct",
                Above,
                0.0,
                "fills are worse than those of a backtest: it should still earn if each costs 0.1 % more",
            ),
            criterion(
                Must,
                "spa_p_value",
                AtMost,
                0.05,
                "whoever tries many combinations finds a good one: the best of all that were tried must be better than \
                 chance would make it",
            ),
            criterion(
                Must,
                "dsr",
                AtLeast,
                0.5,
                "the Sharpe ratio must rather be above than below what the best of as many attempts without merit would \
                 have, those before and elsewhere (--tried) included",
            ),
            criterion(
                Should,
                "noise_p_value",
                AtMost,
                0.05,
                "a strategy that does as well on shuffled prices lives on the drift of the market and not on its rules",
            ),
            criterion(
                Should,
                "dsr",
                AtLeast,
                0.95,
                "the Sharpe ratio should be above what the best of as many attempts without merit would have; attempts that \
                 are alike count in full, which is strict",
            ),
        ],
    }
}
