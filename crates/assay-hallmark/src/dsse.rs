//! The envelope: DSSE, version 1.

use std::collections::BTreeSet;

use assay_types::Excerpt;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::key::{KeyId, PublicKey, SecretKey};
use crate::statement::{STATEMENT_BYTES_MAX, Statement, StatementError};

/// What the payload is: an in-toto statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// The most signatures of an envelope. Assay writes one; others may add theirs.
pub const SIGNATURES_MAX: usize = 16;

/// The most bytes of an envelope: a statement in base 64, and room for what surrounds it.
pub const ENVELOPE_BYTES_MAX: usize = STATEMENT_BYTES_MAX / 3 * 4 + 64 * 1024;

/// What is signed in place of a payload: `DSSEv1`, and type and payload, each behind its length in bytes, so that no
/// two pairs are signed alike.
///
/// ```
/// use assay_hallmark::pre_authentication_encoding;
///
/// // The example of the protocol.
/// let encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world");
/// assert_eq!(encoded, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
/// ```
pub fn pre_authentication_encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

/// Signs a statement: the bytes of `hallmark.json`.
///
/// # Errors
/// The statement is longer than one that would be read again.
pub fn seal(statement: &Statement, key: &SecretKey) -> Result<Vec<u8>, StatementError> {
    let payload = statement.to_bytes();
    if payload.len() > STATEMENT_BYTES_MAX {
        return Err(StatementError::TooLong(payload.len()));
    }
    let bytes = key.sign(&pre_authentication_encoding(PAYLOAD_TYPE, &payload));
    let signatures = vec![Signature { key: key.public().id(), bytes }];
    Ok(Envelope { payload, signatures }.to_bytes())
}

/// A signed payload that was read and not believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    payload: Vec<u8>,
    signatures: Vec<Signature>,
}

/// A signature, and by which key it claims to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    key: KeyId,
    bytes: [u8; 64],
}

/// An envelope as it is written, in the order of the protocol.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Written {
    payload: String,
    payload_type: String,
    signatures: Vec<WrittenSignature>,
}

impl Written {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("strings have a JSON form");
        bytes.push(b'\n');
        bytes
    }
}

/// A signature as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSignature {
    keyid: String,
    sig: String,
}

impl Envelope {
    /// Reads an envelope. Its payload is not looked at.
    ///
    /// # Errors
    /// It is not, byte for byte, what Assay writes of such an envelope.
    pub fn read(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > ENVELOPE_BYTES_MAX {
            return Err(EnvelopeError::TooLong);
        }
        let written: Written =
            serde_json::from_slice(bytes).map_err(|error| EnvelopeError::Json(reason(&error)))?;
        if written.payload_type != PAYLOAD_TYPE {
            return Err(EnvelopeError::PayloadType(Excerpt::of(&written.payload_type)));
        }
        let count = written.signatures.len();
        if count == 0 || count > SIGNATURES_MAX {
            return Err(EnvelopeError::SignatureCount(count));
        }
        let payload = STANDARD.decode(&written.payload).ok().ok_or(EnvelopeError::Payload)?;
        let signatures: Vec<_> =
            written.signatures.iter().map(Signature::read).collect::<Result<_, EnvelopeError>>()?;
        let mut keys = BTreeSet::new();
        if let Some(twice) = signatures.iter().find(|signature| !keys.insert(signature.key)) {
            return Err(EnvelopeError::KeyTwice(twice.key));
        }
        let envelope = Self { payload, signatures };
        if envelope.to_bytes() != bytes {
            return Err(EnvelopeError::Layout);
        }
        Ok(envelope)
    }

    /// The envelope as it is written: indented JSON, a line break at the end.
    pub fn to_bytes(&self) -> Vec<u8> {
        let written = Written {
            payload: STANDARD.encode(&self.payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: self.signatures.iter().map(Signature::to_written).collect(),
        };
        written.to_bytes()
    }

    /// By which keys the signatures claim to be. Until [`verify`](Self::verify) has passed, it is a claim.
    pub fn claimed_keys(&self) -> impl Iterator<Item = KeyId> {
        self.signatures.iter().map(|signature| signature.key)
    }

    /// What is signed, if one of the trusted keys signed it. Signatures by other keys prove nothing to whoever does not
    /// know them, and are told; a wrong signature by a trusted key is a refusal, whatever else there is.
    ///
    /// # Errors
    /// No trusted key signed it, a signature is wrong, or what was signed is no statement of ours.
    pub fn verify(&self, trusted: &[PublicKey]) -> Result<Verified, VerifyError> {
        let message = pre_authentication_encoding(PAYLOAD_TYPE, &self.payload);
        let mut signers = Vec::new();
        let mut unknown = Vec::new();
        for Signature { key, bytes } in &self.signatures {
            match trusted.iter().find(|trusted| trusted.id() == *key) {
                None => unknown.push(*key),
                Some(trusted) if trusted.verifies(&message, bytes) => signers.push(*key),
                Some(_) => return Err(VerifyError::Signature(*key)),
            }
        }
        if signers.is_empty() {
            return Err(VerifyError::Untrusted(unknown));
        }
        Ok(Verified { statement: Statement::read(&self.payload)?, signers, unknown })
    }

    /// What the envelope holds, whoever signed it: to be shown, never to be relied on.
    ///
    /// # Errors
    /// It is no statement of ours.
    pub fn unverified_statement(&self) -> Result<Statement, StatementError> {
        Statement::read(&self.payload)
    }
}

impl Signature {
    fn read(written: &WrittenSignature) -> Result<Self, EnvelopeError> {
        let key = written.keyid.parse().ok();
        let key = key.ok_or_else(|| EnvelopeError::KeyId(Excerpt::of(&written.keyid)))?;
        let bytes = STANDARD.decode(&written.sig).ok().and_then(|bytes| bytes.try_into().ok());
        Ok(Self { key, bytes: bytes.ok_or(EnvelopeError::Signature)? })
    }

    fn to_written(&self) -> WrittenSignature {
        WrittenSignature { keyid: self.key.to_string(), sig: STANDARD.encode(self.bytes) }
    }
}

/// A statement that a trusted key vouches for.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The statement.
    pub statement: Statement,
    /// The trusted keys that signed it; at least one.
    pub signers: Vec<KeyId>,
    /// Keys that claim to have signed it too, and that nobody here knows.
    pub unknown: Vec<KeyId>,
}

/// What a parser says, bounded and safe to show. It quotes with backticks, which an excerpt escapes.
pub(crate) fn reason(error: &serde_json::Error) -> Excerpt {
    const COLUMNS_MAX: usize = 160;
    Excerpt::with_columns(&error.to_string().replace('`', "'"), COLUMNS_MAX)
}

/// Why bytes are no envelope of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// It is longer than any.
    #[error("it is longer than {ENVELOPE_BYTES_MAX} bytes, which no hallmark is")]
    TooLong,
    /// It is not JSON, or not with these fields.
    #[error("it is not a DSSE envelope: {0}")]
    Json(Excerpt),
    /// It holds something else.
    #[error("its payload type is `{0}`, not `{PAYLOAD_TYPE}`")]
    PayloadType(Excerpt),
    /// The payload cannot be decoded.
    #[error("its payload is not base 64")]
    Payload,
    /// No signature, or too many.
    #[error("it has {0} signatures; there are 1 to {SIGNATURES_MAX}")]
    SignatureCount(usize),
    /// A signature that names no key.
    #[error("`{0}` is no key ID: 64 lower-case hexadecimal digits")]
    KeyId(Excerpt),
    /// A signature that cannot be one.
    #[error("a signature is not 64 bytes in base 64")]
    Signature,
    /// Two signatures by one key.
    #[error("the key {0} signed it twice")]
    KeyTwice(KeyId),
    /// It says the same in other bytes.
    #[error("it is not laid out as Assay does; it was written by another tool or changed")]
    Layout,
}

/// Why an envelope is not to be believed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// None of its keys is trusted: these are.
    #[error("no trusted key signed it")]
    Untrusted(Vec<KeyId>),
    /// The signature of a trusted key does not match: the payload or the signature was changed.
    #[error("the signature by the key {} does not match what is signed", .0.short())]
    Signature(KeyId),
    /// A trusted key signed something else.
    #[error("what is signed is no statement of a hallmark")]
    Statement(#[from] StatementError),
}

#[cfg(test)]
mod tests;
