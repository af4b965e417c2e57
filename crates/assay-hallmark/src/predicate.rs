//! What a hallmark says: what was checked, on what, with what result, and which files tell of it.
//!
//! The types repeat fields of the run report instead of borrowing its types. A hallmark is read for years and must be,
//! to the byte, what is written of it; a report may gain fields within its version.

use std::collections::BTreeMap;

use assay_spec::{
    Comparison, CriterionResult, DataReference, Language, Level, Outcome, RunReport, StageReport,
    StrategyReference,
};
use assay_types::{ContentHash, Identifier, RunId, Symbol, Timeframe, Timestamp};
use serde::{Deserialize, Serialize};

use crate::statement::StatementError;

/// The file of a run's directory that holds its hallmark: the one file that no hallmark lists.
pub const HALLMARK_FILE: &str = "hallmark.json";
/// The file of a run's directory that lists the others.
pub const MANIFEST_FILE: &str = "manifest.json";
/// The file of a run's directory that holds the report.
pub const REPORT_FILE: &str = "report.json";

/// The most files, inputs, stages and criteria.
const FILES_MAX: usize = 256;
const INPUTS_MAX: usize = 64;
const STAGES_MAX: usize = 16;
const CRITERIA_MAX: usize = 256;
/// The most reasons of a stage.
const REASONS_MAX: usize = 1024;
/// The most bytes of the name of a file, of an input, and of another text.
const FILE_NAME_BYTES_MAX: usize = 128;
const INPUT_NAME_BYTES_MAX: usize = 64;
const TEXT_BYTES_MAX: usize = 16 * 1024;
/// The greatest seed of a configuration: what every JSON parser reads exactly.
const SEED_MAX: u64 = 1 << 53;

/// What was checked on what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predicate {
    /// The run, derived from the hashes of its inputs.
    pub run_id: RunId,
    /// The version of Assay that made it.
    pub assay_version: String,
    /// The strategy.
    pub strategy: Strategy,
    /// The data.
    pub data: Data,
    /// The hash of each input, by what it is: `config`, `policy`, `python`, `runtime` and so on.
    pub inputs: BTreeMap<String, ContentHash>,
    /// The seed of everything random, at most 2^53.
    pub seed: u64,
    /// The stages that the strategy passed.
    pub stages: Vec<Stage>,
    /// What the policy said.
    pub verdict: Verdict,
    /// Every file of the run's directory but the hallmark, by name.
    pub files: BTreeMap<String, FileEntry>,
}

/// Which strategy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// Its name; of a Python strategy, its class.
    pub name: Identifier,
    /// What it is written in.
    pub language: Language,
    /// Of a document, the hash of its canonical form; of Python, the hash of the file.
    pub content_hash: ContentHash,
}

impl Strategy {
    /// The file of a run's directory that holds it.
    pub fn file(&self) -> &'static str {
        match self.language {
            Language::Document => "strategy.json",
            Language::Python => "strategy.py",
        }
    }
}

/// Which data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The file's name, without its directory.
    pub file: String,
    /// The instrument, where known.
    pub symbol: Option<Symbol>,
    /// The hash of the file's bytes.
    pub file_hash: ContentHash,
    /// The hash of the bars, whatever file they came in.
    pub content_hash: ContentHash,
    /// The hash of the columns beside those of bars, where some were read.
    pub columns_hash: Option<ContentHash>,
    /// How many bars there are; at least one.
    pub bars: u64,
    /// The time of the first bar.
    pub first: Timestamp,
    /// The time of the last bar.
    pub last: Timestamp,
    /// The bars' interval, where it could be told.
    pub timeframe: Option<Timeframe>,
}

/// A stage that was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Which one.
    pub stage: assay_spec::Stage,
    /// How it ended: never with [`Outcome::Fail`].
    pub outcome: Outcome,
    /// Why, in words.
    pub reasons: Vec<String>,
}

/// What the policy said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The policy's name.
    pub policy: Identifier,
    /// How it judged: never [`Outcome::Fail`].
    pub outcome: Outcome,
    /// What became of each criterion. Those that must hold do.
    pub criteria: Vec<Criterion>,
}

/// What became of one criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The key of the statistic.
    pub statistic: String,
    /// Its value, where it is defined.
    pub value: Option<f64>,
    /// How it was compared.
    pub op: Comparison,
    /// What it was compared with.
    pub threshold: f64,
    /// Whether it must hold.
    pub level: Level,
    /// Whether it held.
    pub passed: bool,
    /// Why, in words.
    pub reason: String,
    /// What would change the result, where it was missed.
    pub change: Option<String>,
}

/// A file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// The hash of its bytes.
    pub hash: ContentHash,
    /// How many they are.
    pub bytes: u64,
}

impl Predicate {
    /// What is to be said of a run: its report, the hashes of its inputs and of every file it left.
    ///
    /// # Errors
    /// The run has no verdict.
    pub fn of<'a>(
        report: &RunReport,
        inputs: impl IntoIterator<Item = (&'a str, ContentHash)>,
        files: BTreeMap<String, FileEntry>,
    ) -> Result<Self, StatementError> {
        let verdict = report.verdict.as_ref().ok_or(StatementError::NotPassed("it has no verdict"))?;
        Ok(Self {
            run_id: report.run_id,
            assay_version: report.assay_version.clone(),
            strategy: Strategy::of(&report.strategy),
            data: Data::of(&report.data),
            inputs: inputs.into_iter().map(|(input, hash)| (input.to_owned(), hash)).collect(),
            seed: report.config.seed,
            stages: report.stages.iter().map(Stage::of).collect(),
            verdict: Verdict::of(verdict),
            files,
        })
    }

    /// The fields in which a report says something else: none, if it is the report of this run.
    pub fn differences(&self, report: &RunReport) -> Vec<&'static str> {
        let same = [
            ("run_id", self.run_id == report.run_id),
            ("assay_version", self.assay_version == report.assay_version),
            ("strategy", self.strategy == Strategy::of(&report.strategy)),
            ("data", self.data == Data::of(&report.data)),
            ("config.seed", self.seed == report.config.seed),
            ("stages", self.stages.iter().eq(report.stages.iter().map(Stage::of).collect::<Vec<_>>().iter())),
            ("verdict", report.verdict.as_ref().is_some_and(|verdict| self.verdict == Verdict::of(verdict))),
        ];
        same.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }

    /// Refuses what no run of ours has: sizes beyond the bounds, names that lead elsewhere, hashes that contradict
    /// each other, and everything that did not pass.
    pub(crate) fn check(&self) -> Result<(), StatementError> {
        let Self { assay_version, strategy, data, inputs, seed, stages, verdict, files, run_id: _ } = self;
        let version = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
        let holds = [
            ("assay_version", is_text(assay_version) && assay_version.bytes().all(version)),
            ("data.file", is_text(&data.file)),
            ("data.bars", data.bars > 0),
            ("data.first", data.first <= data.last),
            ("inputs", inputs.len() <= INPUTS_MAX && inputs.keys().all(|name| is_input_name(name))),
            ("inputs.strategy", inputs.get("strategy") == Some(&strategy.content_hash)),
            ("inputs.data_file", inputs.get("data_file") == Some(&data.file_hash)),
            ("inputs.data_bars", inputs.get("data_bars") == Some(&data.content_hash)),
            ("inputs.data_columns", inputs.get("data_columns") == data.columns_hash.as_ref()),
            ("inputs.config", inputs.contains_key("config")),
            ("inputs.policy", inputs.contains_key("policy")),
            ("seed", *seed <= SEED_MAX),
            ("stages", stages.len() <= STAGES_MAX && stages.iter().all(Stage::is_bounded)),
            ("verdict.criteria", verdict.criteria.len() <= CRITERIA_MAX),
            ("verdict.criteria", verdict.criteria.iter().all(Criterion::is_bounded)),
            ("files", files.len() <= FILES_MAX && files.keys().all(|name| is_file_name(name))),
            ("files", files.contains_key(MANIFEST_FILE) && files.contains_key(REPORT_FILE)),
            ("files", !files.contains_key(HALLMARK_FILE)),
            ("files", files.get(strategy.file()).is_some_and(|file| strategy.may_be(file))),
        ];
        if let Some((field, _)) = holds.into_iter().find(|(_, holds)| !holds) {
            return Err(StatementError::Field(field));
        }
        self.check_passed()
    }

    fn check_passed(&self) -> Result<(), StatementError> {
        let Self { stages, verdict, .. } = self;
        let missed = |criterion: &Criterion| criterion.level == Level::Must && !criterion.passed;
        if stages.iter().any(|stage| stage.outcome == Outcome::Fail) {
            return Err(StatementError::NotPassed("a stage failed"));
        }
        if !stages.iter().any(|stage| stage.stage == assay_spec::Stage::Proven) {
            return Err(StatementError::NotPassed("it was not proven"));
        }
        if verdict.outcome == Outcome::Fail || verdict.criteria.iter().any(missed) {
            return Err(StatementError::NotPassed("the policy failed it"));
        }
        Ok(())
    }
}

impl Strategy {
    fn of(reference: &StrategyReference) -> Self {
        let StrategyReference { name, language, content_hash } = reference;
        Self { name: name.clone(), language: *language, content_hash: *content_hash }
    }

    /// Whether a file can be the one that holds it: of Python it is the file that was run.
    fn may_be(&self, file: &FileEntry) -> bool {
        match self.language {
            Language::Document => true,
            Language::Python => file.hash == self.content_hash,
        }
    }
}

impl Data {
    fn of(reference: &DataReference) -> Self {
        Self {
            file: reference.file.clone(),
            symbol: reference.symbol,
            file_hash: reference.file_hash,
            content_hash: reference.content_hash,
            columns_hash: reference.columns_hash,
            bars: reference.bars,
            first: reference.first,
            last: reference.last,
            timeframe: reference.timeframe,
        }
    }
}

impl Stage {
    fn of(report: &StageReport) -> Self {
        let StageReport { stage, outcome, reasons } = report;
        Self { stage: *stage, outcome: *outcome, reasons: reasons.clone() }
    }

    fn is_bounded(&self) -> bool {
        self.reasons.len() <= REASONS_MAX && self.reasons.iter().all(|reason| reason.len() <= TEXT_BYTES_MAX)
    }
}

impl Verdict {
    fn of(verdict: &assay_spec::Verdict) -> Self {
        Self {
            policy: verdict.policy.clone(),
            outcome: verdict.outcome,
            criteria: verdict.criteria.iter().map(Criterion::of).collect(),
        }
    }
}

impl Criterion {
    fn of(result: &CriterionResult) -> Self {
        Self {
            statistic: result.statistic.clone(),
            value: result.value,
            op: result.op,
            threshold: result.threshold,
            level: result.level,
            passed: result.passed,
            reason: result.reason.clone(),
            change: result.change.clone(),
        }
    }

    fn is_bounded(&self) -> bool {
        let texts = [&self.statistic, &self.reason].into_iter().chain(&self.change);
        texts.into_iter().all(|text| text.len() <= TEXT_BYTES_MAX)
    }
}

/// Text that is there, bounded, and moves no cursor.
fn is_text(text: &str) -> bool {
    !text.is_empty() && text.len() <= TEXT_BYTES_MAX && !text.chars().any(char::is_control)
}

fn is_input_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.len() <= INPUT_NAME_BYTES_MAX && name.bytes().all(allowed)
}

/// A name that can only mean a file in the directory itself: no separator, no `..`, nothing hidden.
fn is_file_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty()
        && name.len() <= FILE_NAME_BYTES_MAX
        && !name.starts_with('.')
        && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests;
