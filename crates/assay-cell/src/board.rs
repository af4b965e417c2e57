//! The shared memory between a host and its cell: one layout, compiled into both.
