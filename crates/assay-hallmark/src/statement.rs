//! The statement: in-toto, version 1.

use assay_spec::canonical;
use assay_types::{ContentHash, Excerpt};
use serde::{Deserialize, Serialize};

use crate::dsse::reason;
use crate::predicate::Predicate;

/// What the payload says it is.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// What the predicate says it is. A name, not an address; like those of the schemas.
pub const PREDICATE_TYPE: &str = "https://assay.invalid/hallmark/v1";

/// The most bytes of a statement. One of a run has about five thousand.
pub const STATEMENT_BYTES_MAX: usize = 8 << 20;

/// A predicate that may be signed: whole, bounded, free of contradictions, and of a run that passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    predicate: Predicate,
}

/// A statement as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<P> {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    predicate: P,
}

/// What a statement is about: a file, by its bytes, so that tools which know in-toto find it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    name: String,
    digest: Digest,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digest {
    /// Hexadecimal digits, without the prefix of a [`ContentHash`].
    sha256: String,
}

impl Statement {
    /// A statement that says this.
    ///
    /// # Errors
    /// The run did not pass, or the predicate is out of bounds or contradicts itself.
    pub fn new(predicate: Predicate) -> Result<Self, StatementError> {
        predicate.check()?;
        Ok(Self { predicate })
    }

    /// Reads a statement.
    ///
    /// # Errors
    /// It is not, byte for byte, what Assay writes of a run that passed.
    pub fn read(bytes: &[u8]) -> Result<Self, StatementError> {
        if bytes.len() > STATEMENT_BYTES_MAX {
            return Err(StatementError::TooLong(bytes.len()));
        }
        let written: Written<Predicate> =
            serde_json::from_slice(bytes).map_err(|error| StatementError::Json(reason(&error)))?;
        for (found, wanted) in [(written.kind, STATEMENT_TYPE), (written.predicate_type, PREDICATE_TYPE)] {
            if found != wanted {
                return Err(StatementError::Type { found: Excerpt::of(&found), wanted });
            }
        }
        let statement = Self::new(written.predicate)?;
        if statement.to_bytes() != bytes {
            return Err(StatementError::Layout);
        }
        Ok(statement)
    }

    /// What it says.
    pub fn predicate(&self) -> &Predicate {
        &self.predicate
    }

    /// The statement as it is written: the canonical form, which is JSON without white space and with sorted keys.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Predicate { strategy, data, files, .. } = &self.predicate;
        let kept = files.get(strategy.file()).map(|file| subject(strategy.file(), &file.hash));
        let written = Written {
            kind: STATEMENT_TYPE.to_owned(),
            subject: kept.into_iter().chain([subject(&data.file, &data.file_hash)]).collect(),
            predicate_type: PREDICATE_TYPE.to_owned(),
            predicate: &self.predicate,
        };
        canonical(&written).into_bytes()
    }
}

fn subject(name: &str, hash: &ContentHash) -> Subject {
    let hash = hash.to_string();
    let digits = hash.strip_prefix("sha256:").unwrap_or_default();
    Subject { name: name.to_owned(), digest: Digest { sha256: digits.to_owned() } }
}

/// Why something cannot be signed, or is not what we sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// It is longer than any.
    #[error("it is {0} bytes long; a statement has at most {STATEMENT_BYTES_MAX}")]
    TooLong(usize),
    /// It is not JSON, or not with these fields.
    #[error("it is not a statement of a hallmark: {0}")]
    Json(Excerpt),
    /// It is of another kind, or of another version.
    #[error("its type is `{found}`, not `{wanted}`")]
    Type {
        /// What it says.
        found: Excerpt,
        /// What was expected.
        wanted: &'static str,
    },
    /// A field is out of bounds, or contradicts another.
    #[error("`{0}` is out of bounds or contradicts what stands beside it")]
    Field(&'static str),
    /// The run did not pass.
    #[error("it is of a run that did not pass: {0}")]
    NotPassed(&'static str),
    /// It says the same in other bytes.
    #[error("it is not in canonical form; it was written by another tool or changed")]
    Layout,
}
