//! The check as its users see it: files go in, findings come out.

mod catalogue;
mod clean;
mod corpus;
mod fixes;
mod hostile;
mod layout;
mod lookahead;
mod policy;
mod properties;
mod reading;
