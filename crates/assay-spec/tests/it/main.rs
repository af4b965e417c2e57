//! What the crate promises, tested through its public interface.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails; clippy knows that of test functions, not of their helpers"
)]

mod agreement;
mod corpus;
mod examples;
mod properties;
mod remains;
mod schemas;
mod source;
