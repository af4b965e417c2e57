//! The check as its users see it: files go in, findings come out.

mod catalogue;
mod corpus;
mod hostile;
