//! What a run was made of, as hashes: it decides every byte that the run leaves.

use std::collections::BTreeMap;

use assay_spec::{BacktestConfig, DataReference, StrategyReference, VerdictPolicy, canonical, content_hash};
use assay_types::{ContentHash, ContentHasher, RunId};

/// Hashes of inputs, by what they are.
pub(crate) type Inputs = BTreeMap<&'static str, ContentHash>;

/// The inputs of every run.
pub(super) fn inputs(
    strategy: &StrategyReference,
    data: &DataReference,
    config: &BacktestConfig,
    policy: Option<&VerdictPolicy>,
) -> Inputs {
    let mut inputs = BTreeMap::from([
        ("strategy", strategy.content_hash),
        ("data_file", data.file_hash),
        ("data_bars", data.content_hash),
        ("config", content_hash(config)),
    ]);
    inputs.extend(data.columns_hash.map(|columns| ("data_columns", columns)));
    inputs.extend(policy.map(|policy| ("policy", content_hash(policy))));
    inputs
}

/// The run's identity.
pub(super) fn run_id(data: &DataReference, inputs: &Inputs) -> RunId {
    RunId::from_hash(&whole(data, inputs))
}

/// The hash of all that can change a byte of what a run leaves.
pub(super) fn whole(data: &DataReference, inputs: &Inputs) -> ContentHash {
    let mut hasher = ContentHasher::new();
    hasher.update_field(b"assay run");
    hasher.update_field(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update_field(canonical(&data.file).as_bytes());
    for (input, hash) in inputs {
        hasher.update_field(input.as_bytes());
        hasher.update_field(hash.as_bytes());
    }
    hasher.finish()
}
