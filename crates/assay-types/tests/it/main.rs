//! The parsers of untrusted text, case by case and by their laws.

mod arithmetic;
mod check;
mod documents;
mod names;
mod numbers;
mod properties;
mod symbols;
mod times;
