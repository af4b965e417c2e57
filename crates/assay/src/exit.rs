//! How the program ends.

use std::process;

/// How the program ends. The numbers are part of the command line's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All that was asked is done, and the verdict, if one was asked, is not a failure.
    Passed,
    /// The work was done and its answer is no: a failed verdict, findings in data or documents.
    Failed,
    /// The work was not done: wrong use, unreadable or invalid input, a failure of the system.
    Error,
    /// The user interrupted it (128 + SIGINT, as shells say it). Nothing half-written is left.
    Interrupted,
}

impl Exit {
    /// Every end.
    pub(crate) const ALL: [Self; 4] = [Self::Passed, Self::Failed, Self::Error, Self::Interrupted];

    /// What it means, for the manual.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Passed => "All that was asked is done; the verdict, if one was asked, is not a failure",
            Self::Failed => "The answer is no: a failed verdict, findings in data or documents",
            Self::Error => {
                "The work was not done: wrong use, unreadable or invalid input, a failure of the system"
            }
            Self::Interrupted => "Interrupted; nothing half-written is left",
        }
    }

    /// The status that the operating system sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::Error => 2,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
