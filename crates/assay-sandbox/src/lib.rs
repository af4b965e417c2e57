//! The only crate that isolates a program nobody should trust.

pub mod runtime;
