//! The only crate whose code runs inside the sandbox.
//!
//! Native code (`inside/`) is one extension module of Python's stable interface, without a standard library; Python
//! code is in `guest/`. Both are embedded, and written by the host into the file tree that cells see. What host and cell
//! must agree on is compiled into both: [`board`], the memory they share, and [`confinement`], the way into the cell.

pub mod board;
pub mod confinement;

/// The extension module, to be written to a file named `_cell.so`. It is also the module `_link`.
pub const EXTENSION: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/_cell.so"));

/// Our Python files, by their paths below the folder that is first in the module path. Sorted by path.
pub const GUEST: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/guest.rs"));
