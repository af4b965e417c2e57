//! Keys, as `openssl pkey` reads and writes them.

use std::fmt;
use std::str::FromStr;

use assay_types::{ContentHash, ParseError};
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _, KeypairBytes,
};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// The most bytes of a PEM text that is looked at: an Ed25519 key has 119, and people put remarks above it.
const PEM_BYTES_MAX: usize = 16 * 1024;

/// Which key it is: the SHA-256 of the public key's SPKI DER, written as 64 lower-case hexadecimal digits.
///
/// It is what `openssl pkey -in KEY -pubout -outform DER | sha256sum` prints.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(ContentHash);

impl KeyId {
    /// The first 12 digits, for people: enough to tell keys apart, not enough to trust one.
    pub fn short(&self) -> String {
        self.0.short()
    }
}

impl FromStr for KeyId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        format!("sha256:{text}").parse().map(Self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_bytes().iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A key that checks signatures.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    key: VerifyingKey,
    id: KeyId,
}

impl PublicKey {
    /// Reads a public key: SPKI in PEM, as `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    /// The text is no such key, or one that would vouch for anything.
    pub fn read_pem(text: &str) -> Result<Self, KeyError> {
        look(text, Half::Public)?;
        let key = VerifyingKey::from_public_key_pem(text).ok().ok_or(KeyError::Form(Half::Public))?;
        // A key of small order has signatures that hold for many messages; one in an unusual encoding would have two
        // IDs. Nobody makes such keys by accident.
        if key.is_weak() || key.to_edwards().compress().to_bytes() != key.to_bytes() {
            return Err(KeyError::Weak);
        }
        Ok(Self::of(key))
    }

    fn of(key: VerifyingKey) -> Self {
        let id = KeyId(ContentHash::of(encoded(key.to_public_key_der()).as_bytes()));
        Self { key, id }
    }

    /// The key as text that [`read_pem`](Self::read_pem) and `openssl pkey -pubin` read.
    pub fn to_pem(&self) -> String {
        encoded(self.key.to_public_key_pem(LineEnding::LF))
    }

    /// Which key it is.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether the signature over the message is by this key. Only the one signature that an honest signer makes
    /// passes: no other encoding of it, and none by points of small order.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PublicKey({})", self.id)
    }
}

/// A key that signs. Nothing shows it but [`to_pem`](Self::to_pem), and its memory is cleared when it is dropped.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key that is made of 32 random bytes. Where they come from is the caller's business, and so is clearing
    /// them.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads a secret key: PKCS#8 in PEM, not encrypted, as `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// The text is no such key. The error tells nothing of the text.
    pub fn read_pem(text: &str) -> Result<Self, KeyError> {
        look(text, Half::Secret)?;
        SigningKey::from_pkcs8_pem(text).ok().map(Self).ok_or(KeyError::Form(Half::Secret))
    }

    /// The key as text that [`read_pem`](Self::read_pem) and `openssl pkey` read. It is cleared when it is dropped.
    pub fn to_pem(&self) -> Zeroizing<String> {
        // Without the public half, which takes PKCS#8 version 2: OpenSSL 3.0 does not read that.
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        encoded(bytes.to_pkcs8_pem(LineEnding::LF))
    }

    /// The half that may be given away.
    pub fn public(&self) -> PublicKey {
        PublicKey::of(self.0.verifying_key())
    }

    /// The signature over a message. The same key and message have the same signature.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecretKey(of {})", self.public().id)
    }
}

/// One of the halves of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The one that may be given away.
    Public,
    /// The one that may not.
    Secret,
}

impl Half {
    fn form(self) -> &'static str {
        match self {
            Self::Public => "an Ed25519 public key in PEM (`-----BEGIN PUBLIC KEY-----`)",
            Self::Secret => "an Ed25519 secret key in PEM (PKCS#8, `-----BEGIN PRIVATE KEY-----`)",
        }
    }
}

/// Why a text is not the key that was asked for. No part of the text is told: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It is longer than any key.
    #[error("it is {0} bytes long; a key has at most {PEM_BYTES_MAX}")]
    TooLong(usize),
    /// A secret key where a public one belongs.
    #[error(
        "it holds a secret key, and nobody needs that to check signatures; `openssl pkey -pubout` gives the public one"
    )]
    SecretGiven,
    /// A public key where a secret one belongs.
    #[error("it holds a public key, which cannot sign")]
    PublicGiven,
    /// A secret key behind a password.
    #[error("the key is encrypted, and Assay asks for no passwords")]
    Encrypted,
    /// Another text, or a key of another kind.
    #[error("it is not {}", .0.form())]
    Form(Half),
    /// A key whose signatures prove nothing.
    #[error("it is a degenerate key, whose signatures would prove nothing")]
    Weak,
}

/// What an encoder made of a key.
fn encoded<T, E: fmt::Debug>(encoded: Result<T, E>) -> T {
    encoded.expect("encoders fail on lengths beyond 256 MiB only")
}

/// Refuses what is something else, by the line that it begins with.
fn look(text: &str, wanted: Half) -> Result<(), KeyError> {
    if text.len() > PEM_BYTES_MAX {
        return Err(KeyError::TooLong(text.len()));
    }
    let begins = |label: &str| text.contains(&format!("-----BEGIN {label}-----"));
    match wanted {
        _ if begins("ENCRYPTED PRIVATE KEY") => Err(KeyError::Encrypted),
        Half::Public if begins("PRIVATE KEY") => Err(KeyError::SecretGiven),
        Half::Secret if begins("PUBLIC KEY") => Err(KeyError::PublicGiven),
        Half::Public | Half::Secret => Ok(()),
    }
}

#[cfg(test)]
mod tests;
