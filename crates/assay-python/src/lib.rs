//! The only crate that runs a Python strategy.
