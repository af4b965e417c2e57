//! The only crate that signs: it says, so that it can be checked elsewhere and later, what was proven of what.
//!
//! A hallmark is a [`Statement`] in the form of [in-toto], inside an [`Envelope`] in the form of [DSSE], signed with
//! Ed25519. It holds the hash of everything that went into a run and of every file that came out of it, the stages
//! and the verdict. Whoever has the public key can tell, offline, that the run's owner saw this strategy pass this
//! policy on these data, and that no byte was changed since.
//!
//! ```
//! # use assay_hallmark::example;
//! use assay_hallmark::{Envelope, SecretKey, Statement, seal};
//!
//! # let predicate = example();
//! let key = SecretKey::from_seed(&[7; 32]); // In earnest: 32 bytes of the system's randomness.
//! let hallmark = seal(&Statement::new(predicate)?, &key)?;
//!
//! let verified = Envelope::read(&hallmark)?.verify(&[key.public()])?;
//! assert_eq!(verified.statement.predicate().strategy.name.as_str(), "sma_cross");
//! assert!(Envelope::read(&hallmark)?.verify(&[SecretKey::from_seed(&[8; 32]).public()]).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! - **One text.** An envelope and a statement are read only if they are, byte for byte, what this crate would write
//!   of what it read. So there is no second text for a hallmark, and no byte of one that can change unseen.
//! - **Signature first.** [`Envelope::verify`] interprets the payload only after a trusted key has vouched for it.
//! - **A pass, or nothing.** A statement on a failed stage or verdict can neither be made nor read.
//! - **Secrets stay.** A [`SecretKey`] has no `Display` and no `Serialize`, its `Debug` tells the public half, and
//!   its memory is cleared when it is dropped.
//! - **Bounded.** Sizes and counts are checked before what they would cost; foreign bytes never panic.
//! - **Pure.** No clock, no file, no random number: the same run and key give the same bytes. That is why a hallmark
//!   has no date, and why new keys are made of bytes that the caller brings.
//!
//! # Non-goals
//!
//! - Whom to trust, and where keys lie: the binary asks the user.
//! - When something was signed, and whether a key was stolen before: that takes a third party, such as a log.
//! - Envelopes and statements of others: fields that this crate does not know are refused, where in-toto and DSSE
//!   would let them pass (`docs/adr/0019`).
//!
//! [in-toto]: https://in-toto.io/Statement/v1
//! [DSSE]: https://github.com/secure-systems-lab/dsse
#![warn(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::wildcard_enum_match_arm
)]

mod dsse;
mod example;
mod key;
mod predicate;
mod statement;

pub use dsse::{
    ENVELOPE_BYTES_MAX, Envelope, EnvelopeError, PAYLOAD_TYPE, SIGNATURES_MAX, Verified, VerifyError,
    pre_authentication_encoding, seal,
};
#[doc(hidden)]
pub use example::example;
pub use key::{Half, KeyError, KeyId, PublicKey, SecretKey};
pub use predicate::{
    Criterion, Data, FileEntry, HALLMARK_FILE, MANIFEST_FILE, Predicate, REPORT_FILE, Stage, Strategy,
    Verdict,
};
pub use statement::{PREDICATE_TYPE, STATEMENT_BYTES_MAX, STATEMENT_TYPE, Statement, StatementError};
