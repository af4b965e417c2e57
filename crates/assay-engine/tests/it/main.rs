//! The engine from documents to statistics.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod compiling;
mod deciding;
mod idle;
mod random;
mod support;
mod sweep;
mod vocabulary;
