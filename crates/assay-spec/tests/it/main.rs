//! What the crate promises, tested through its public interface.

mod agreement;
mod corpus;
mod properties;
mod schemas;
mod source;
