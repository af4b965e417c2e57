//! The only crate whose code runs inside the sandbox.
