//! Whatever is done to a hallmark, it is refused or it is the same.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use assay_hallmark::{Envelope, SecretKey, Statement, example, seal};
use proptest::collection::vec;
use proptest::prelude::*;

fn sealed(key: &SecretKey) -> Vec<u8> {
    seal(&Statement::new(example()).unwrap(), key).unwrap()
}

fn key() -> SecretKey {
    SecretKey::from_seed(&[5; 32])
}

/// What holds for all bytes: those that verify are those that are signed.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(envelope) = Envelope::read(bytes) else { return Ok(()) };
    prop_assert_eq!(&envelope.to_bytes(), bytes);
    if let Ok(statement) = envelope.unverified_statement() {
        prop_assert_eq!(Statement::read(&statement.to_bytes()), Ok(statement));
    }
    if let Ok(verified) = envelope.verify(&[key().public()]) {
        prop_assert_eq!(seal(&verified.statement, &key()), Ok(bytes.to_vec()));
    }
    Ok(())
}

proptest! {
    #[test]
    fn changed_bytes_are_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = sealed(&key());
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        let verified = Envelope::read(&bytes).map(|envelope| envelope.verify(&[key().public()]));
        prop_assert!(!matches!(verified, Ok(Ok(_))));
        check(&bytes)?;
    }

    #[test]
    fn spliced_bytes_are_refused(
        from in any::<prop::sample::Index>(),
        length in 0_usize..64,
        inserted in vec(any::<u8>(), 0..64),
    ) {
        let whole = sealed(&key());
        let from = from.index(whole.len());
        let to = whole.len().min(from + length);
        prop_assume!(whole[from..to] != inserted);
        let bytes = [&whole[..from], &inserted, &whole[to..]].concat();
        let verified = Envelope::read(&bytes).map(|envelope| envelope.verify(&[key().public()]));
        prop_assert!(!matches!(verified, Ok(Ok(_))));
        check(&bytes)?;
    }

    #[test]
    fn foreign_bytes_do_not_panic(bytes in vec(any::<u8>(), 0..512), text in "[\\[\\]{}\",:a-zA-Z0-9=+/ ]{0,256}") {
        check(&bytes)?;
        check(text.as_bytes())?;
        let _refused = Statement::read(&bytes);
        let _refused = Statement::read(text.as_bytes());
        let _refused = assay_hallmark::PublicKey::read_pem(&text);
        let _refused = SecretKey::read_pem(&text);
    }

    #[test]
    fn keys_are_read_as_they_were_written(seed in any::<[u8; 32]>()) {
        let key = SecretKey::from_seed(&seed);
        let read = SecretKey::read_pem(&key.to_pem()).unwrap();
        prop_assert_eq!(read.public(), key.public());
        prop_assert_eq!(assay_hallmark::PublicKey::read_pem(&key.public().to_pem()), Ok(key.public()));
        let hallmark = sealed(&read);
        prop_assert!(Envelope::read(&hallmark).unwrap().verify(&[key.public()]).is_ok());
    }
}
