//! Python strategies in real cells.
#![expect(clippy::unwrap_used, reason = "a failed expectation is a failed test")]

mod bench_of_tests;
mod causality;
mod corpus;
mod interface;
mod limits;
