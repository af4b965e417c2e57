//! `assay key` and `assay hallmark`.

use std::path::PathBuf;

use assay_types::Identifier;
use clap::{Args, Subcommand};

/// `assay key`.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make the key that signs hallmarks
    ///
    /// `assay prove` makes one when it needs it. The secret half stays in the folder for data, readable by you alone.
    New(KeyNewArgs),
    /// Print a public key and its ID: your own, for others to trust, or one that you trust
    Show(KeyShowArgs),
    /// List the keys whose hallmarks are believed
    List,
    /// Believe the hallmarks of a public key
    ///
    /// Whoever has the key's secret half can then make hallmarks that `assay hallmark verify` accepts here. Take it
    /// from its owner, not from the place that the run came from.
    Trust(KeyTrustArgs),
    /// Believe the hallmarks of a key no longer
    Distrust(KeyDistrustArgs),
}

/// `assay key new`.
#[derive(Debug, Args)]
pub(crate) struct KeyNewArgs {
    /// Replace the key that is there; it is kept beside the new one
    #[arg(long)]
    pub(crate) force: bool,
}

/// `assay key show`.
#[derive(Debug, Args)]
pub(crate) struct KeyShowArgs {
    /// The name or the ID of a trusted key, or the beginning of the ID [default: your own]
    pub(crate) key: Option<String>,
}

/// `assay key trust`.
#[derive(Debug, Args)]
pub(crate) struct KeyTrustArgs {
    /// The public key in PEM, as `assay key show` or `openssl pkey -pubout` prints it
    pub(crate) file: PathBuf,
    /// What to call it [default: the file's name without its extension, or else a part of the ID]
    #[arg(long)]
    pub(crate) name: Option<Identifier>,
}

/// `assay key distrust`.
#[derive(Debug, Args)]
pub(crate) struct KeyDistrustArgs {
    /// The name or the ID of a trusted key, or the beginning of the ID
    pub(crate) key: String,
}

/// `assay hallmark`.
#[derive(Debug, Subcommand)]
pub(crate) enum HallmarkCommand {
    /// Check a hallmark: its form, its signature, and every file of the run against it
    ///
    /// Needs no network, and runs nothing. Exit status 1 if anything is not as it was signed, or no trusted key
    /// signed it.
    Verify(HallmarkVerifyArgs),
    /// Print what a hallmark says, without checking it
    Show(HallmarkShowArgs),
}

/// `assay hallmark verify`.
#[derive(Debug, Args)]
pub(crate) struct HallmarkVerifyArgs {
    /// The run's directory, or the hallmark in it
    pub(crate) path: PathBuf,
    /// Check too that this is the strategy that was proven
    #[arg(long, value_name = "FILE")]
    pub(crate) strategy: Option<PathBuf>,
    /// Check too that these are, byte for byte, the data that it was proven on
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// Believe this public key (PEM) and no other, this once; may be repeated
    #[arg(long = "key", value_name = "FILE")]
    pub(crate) keys: Vec<PathBuf>,
}

/// `assay hallmark show`.
#[derive(Debug, Args)]
pub(crate) struct HallmarkShowArgs {
    /// The run's directory, or the hallmark in it
    pub(crate) path: PathBuf,
}
