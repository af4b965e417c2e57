//! Hallmarks: no panic, what is read is written as it was, and what a key vouches for is what it signs.
#![no_main]

use assay_hallmark::{Envelope, PublicKey, SecretKey, Statement, seal};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(statement) = Statement::read(bytes) {
        assert_eq!(statement.to_bytes(), bytes);
        // A mutator cannot sign, so that this is how it comes to an envelope that holds.
        let key = SecretKey::from_seed(&[7; 32]);
        let sealed = seal(&statement, &key).expect("what was read is not too long");
        let envelope = Envelope::read(&sealed).expect("what is sealed is an envelope");
        let verified = envelope.verify(&[key.public()]).expect("and its signature holds");
        assert_eq!(verified.statement, statement);
    }
    if let Ok(envelope) = Envelope::read(bytes) {
        assert_eq!(envelope.to_bytes(), bytes);
        assert!(envelope.claimed_keys().count() >= 1);
        let _any = envelope.unverified_statement();
        let key = SecretKey::from_seed(&[7; 32]);
        if let Ok(verified) = envelope.verify(&[key.public()]) {
            assert_eq!(verified.statement, envelope.unverified_statement().expect("it was read"));
        }
    }
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(key) = PublicKey::read_pem(text) {
        assert_eq!(PublicKey::read_pem(&key.to_pem()), Ok(key));
    }
    if let Ok(key) = SecretKey::read_pem(text) {
        let again = SecretKey::read_pem(&key.to_pem()).expect("a key is written as it is read");
        assert_eq!(again.public(), key.public());
    }
});
