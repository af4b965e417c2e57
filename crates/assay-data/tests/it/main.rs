//! Files in, bars or reasons out.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

mod columns;
mod files;
mod good_texts;
mod parquet;
mod repairs;
mod round_trips;
mod samples;
mod wrong_texts;
