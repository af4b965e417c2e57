//! What can go wrong outside the program.

use std::io;

use crate::limits::LimitError;
use crate::request::RequestError;

/// Why a program could not be run. A program that fails is no error: it has a [`Report`](crate::Report).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The kernel or its configuration does not allow what isolation needs.
    #[error("the sandbox cannot be set up: {step}")]
    Setup {
        /// What failed.
        step: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The Docker engine does not do its part.
    #[error("the Docker engine at `{address}` {what}")]
    Engine {
        /// Where it was looked for.
        address: String,
        /// What it does not do.
        what: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The interpreter did not come up.
    #[error("the interpreter of the sandbox did not start: {output}")]
    Interpreter {
        /// What it said, made plain.
        output: String,
    },
    /// A mandatory control cannot be had.
    #[error("the sandbox would not hold: {missing}; `assay sandbox doctor` tells how to get what is missing")]
    Refused {
        /// The controls that are missing, with reasons.
        missing: String,
    },
    /// A child could not be made.
    #[error("no child can be made")]
    Fork(#[source] io::Error),
    /// The service has ended, and everything in it.
    #[error("the sandbox has ended: {0}")]
    Ended(String),
    /// The request is out of bounds.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A limit is out of bounds.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// The system refused something ordinary: a pipe, memory, a thread.
    #[error("the system refused {what}")]
    System {
        /// What was asked for.
        what: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Error {
    pub(crate) fn system(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System { what, source }
    }
}
