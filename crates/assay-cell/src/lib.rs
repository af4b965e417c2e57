//! The only crate whose code runs inside the sandbox.

pub mod board;

/// The extension module `_cell`, to be written to a file named `_cell.so`.
pub const EXTENSION: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/_cell.so"));
