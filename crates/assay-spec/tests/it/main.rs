//! What the crate promises, tested through its public interface.

mod agreement;
mod corpus;
mod examples;
mod properties;
mod schemas;
mod source;
