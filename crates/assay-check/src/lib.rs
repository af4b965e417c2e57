//! The only crate that reads Python source: findings, layout, metadata, model answers.
//!
//! It never imports or executes what it reads.
