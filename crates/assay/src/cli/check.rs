//! `assay check`, `assay fmt` and `assay inspect`.

use std::path::PathBuf;

use clap::Args;

/// `assay check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Python strategies; of a folder every `*.py` below it; `-` reads one from stdin
    #[arg(required_unless_present = "explain", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// What is allowed beyond the default, and what rules weigh (JSON, YAML or TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Mend what can be mended without changing what the code does, and say what was done
    #[arg(long)]
    pub(crate) fix: bool,
    /// The file is what a language model said: find the code in it, and tell what the model has to mend
    #[arg(long, conflicts_with = "fix")]
    pub(crate) answer: bool,
    /// Write the code of an answer that is accepted to this new file
    #[arg(short, long, value_name = "FILE", requires = "answer")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file of `--out` if it exists
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// Explain a rule, by its code or its name
    #[arg(long, value_name = "RULE", conflicts_with_all = ["files", "policy", "fix", "answer"])]
    pub(crate) explain: Option<String>,
}

/// `assay fmt`.
#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Python files; of a folder every `*.py` below it; `-` reads stdin and writes stdout
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Change nothing; exit status 1 if a file would change
    #[arg(long)]
    pub(crate) check: bool,
    /// Change nothing, and print what would change as a patch; exit status 1 if there is any
    #[arg(long)]
    pub(crate) diff: bool,
}

/// `assay inspect`.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// A Python strategy; `-` reads it from stdin
    pub(crate) file: PathBuf,
}
