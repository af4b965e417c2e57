//! The arguments of `assay report`.

use std::path::PathBuf;

use clap::Args;

use super::ReadingArgs;

/// `assay report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The directory that a run left, such as `runs/run_…`
    #[arg(value_name = "RUN_DIR")]
    pub(crate) run: PathBuf,
    /// The bars that the run was made of, which its directory does not hold: with them the report has the price
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// The file to write; one that is there is replaced [default: the directory's name with `.html`, beside it]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Open it in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// How to read the bars.
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}
