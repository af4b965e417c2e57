//! Programs in, reports out.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

mod conformance;
mod runtime;
mod service;
