//! Programs in, reports out.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

mod conformance;
#[cfg(feature = "docker")]
mod docker;
mod runtime;
mod service;
