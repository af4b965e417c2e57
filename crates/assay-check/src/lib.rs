//! The only crate that reads Python source: findings, layout, metadata, model answers.
//!
//! A strategy arrives as bytes that nobody should trust. [`Source::read`] bounds and decodes them and parses what is
//! left; [`check`] holds the [`Module`] against the catalogue of [`rules()`] and answers with [`Finding`]s, each with its
//! place, its reason and, where that is safe, a mending edit.
//!
//! ```
//! use assay_check::{CheckPolicy, Source, check};
//!
//! let module = Source::read("momentum.py", b"import os\n").expect("well-formed Python");
//! let findings = check(&module, &CheckPolicy::default());
//! assert_eq!(findings[0].rule.code, "AS101");
//! assert_eq!(findings[0].start.line, 1);
//! ```
//!
//! # Invariants
//!
//! - **Nothing is imported or executed.** Text goes in, findings come out.
//! - **A hostile file is a finding.** Size, nesting and chains of operators are bounded before a recursive function
//!   sees the file; whatever the bytes are, reading ends, in time linear in them, without a panic.
//! - **Every range lies inside the file**, on boundaries of characters.
//! - **Nothing of the parser is public.** It is pinned, and its interface changes from release to release.
//!
//! # Non-goals
//!
//! - Being the boundary. The check is a filter with good messages; a program can always compute a name that no reader
//!   foresees. What a strategy can reach is decided by the sandbox, which is tested with this check off.
//! - Proving the absence of look-ahead. Lints name what is visible; causality is measured by running the strategy.

mod answer;
mod finding;
mod layout;
mod lint;
mod metadata;
mod policy;
mod rules;
mod source;

pub use answer::{ANSWER_BYTES_MAX, Answer, AnswerProblem, Place, Wrapping, read_answer};
pub use finding::{Edit, Finding, Fix, Position, Severity, apply_fixes};
pub use layout::{LayoutError, layout};
pub use lint::check;
pub use metadata::{
    Attribute, Import, Indicator, LISTED_MAX, Literal, Metadata, Parameter, ParameterKind, ParameterRange,
    RangeOrigin, StrategyClass, StrategyKind, metadata,
};
pub use policy::{CheckPolicy, Level, PolicyProblem};
pub use rules::{Group, Rule, find_rule, reference_index, reference_page, rules};
pub use source::{BYTES_MAX, DEPTH_MAX, LINKS_MAX, Module, Source};
