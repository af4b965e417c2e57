//! Runs the real binary in directories of its own.
