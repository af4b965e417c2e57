//! Runs the real binary in directories of its own.

mod browser;
mod check;
mod data;
mod generated;
mod hallmark;
mod indicators;
mod laboratory;
mod new;
mod optimize;
mod python;
mod report;
mod runs;
mod runtime;
mod schema;
mod terminal;
