//! The hallmark of a run that passed.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use assay_hallmark::{FileEntry, Predicate, SecretKey, Statement};

use super::Run;

/// The bytes of the hallmark over these files.
pub(super) fn seal(run: &Run, files: &BTreeMap<String, FileEntry>, key: &SecretKey) -> Result<Vec<u8>> {
    let inputs = run.inputs.iter().map(|(input, hash)| (*input, *hash));
    let statement = Predicate::of(&run.report, inputs, files.clone()).and_then(Statement::new);
    let sealed = statement.and_then(|statement| assay_hallmark::seal(&statement, key));
    sealed.context("no hallmark can be made of this run")
}
