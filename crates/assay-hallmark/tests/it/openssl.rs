//! OpenSSL reads our keys and believes our signatures, and the other way round.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assay_hallmark::{
    Envelope, PAYLOAD_TYPE, PublicKey, SecretKey, Statement, example, pre_authentication_encoding, seal,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Runs OpenSSL; nothing if there is none that knows Ed25519 as it has since version 3.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn openssl() -> bool {
    let version = Command::new("openssl").arg("version").output();
    let there = version.is_ok_and(|output| output.stdout.starts_with(b"OpenSSL 3"));
    if !there {
        eprintln!("skipped: there is no OpenSSL 3");
    }
    there
}

fn run(folder: &Path, line: &str) -> Output {
    Command::new("openssl").args(line.split(' ')).current_dir(folder).output().unwrap()
}

fn check(folder: &Path, line: &str) -> Vec<u8> {
    let output = run(folder, line);
    assert!(output.status.success(), "openssl {line}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn signatures_hold_elsewhere() {
    if !openssl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let key = SecretKey::from_seed(&[9; 32]);
    fs::write(folder.join("secret.pem"), &*key.to_pem()).unwrap();
    fs::write(folder.join("public.pem"), key.public().to_pem()).unwrap();
    assert_eq!(check(folder, "pkey -in secret.pem -pubout"), key.public().to_pem().as_bytes());
    assert_eq!(check(folder, "pkey -in secret.pem"), key.to_pem().as_bytes());
    let der = check(folder, "pkey -pubin -in public.pem -outform DER");
    assert_eq!(
        assay_types::ContentHash::of(&der).to_string(),
        format!("sha256:{}", key.public().id()),
        "the key's ID is a hash that everybody can compute"
    );

    let statement = Statement::new(example()).unwrap();
    let hallmark: serde_json::Value = serde_json::from_slice(&seal(&statement, &key).unwrap()).unwrap();
    let decoded = |text: &serde_json::Value| STANDARD.decode(text.as_str().unwrap()).unwrap();
    let mut message = pre_authentication_encoding(PAYLOAD_TYPE, &decoded(&hallmark["payload"]));
    fs::write(folder.join("signature"), decoded(&hallmark["signatures"][0]["sig"])).unwrap();
    fs::write(folder.join("message"), &message).unwrap();
    let verify = "pkeyutl -verify -rawin -in message -sigfile signature -pubin -inkey public.pem";
    check(folder, verify);
    message.push(b' ');
    fs::write(folder.join("message"), &message).unwrap();
    assert!(!run(folder, verify).status.success(), "another message");
}

#[test]
fn keys_of_openssl_are_keys() {
    if !openssl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let secret = text(check(folder, "genpkey -algorithm ed25519 -out secret.pem -outform PEM"));
    assert_eq!(secret, "");
    let secret = fs::read_to_string(folder.join("secret.pem")).unwrap();
    let public = text(check(folder, "pkey -in secret.pem -pubout"));
    let key = SecretKey::read_pem(&secret).unwrap();
    assert_eq!(PublicKey::read_pem(&public).unwrap(), key.public());
    let hallmark = seal(&Statement::new(example()).unwrap(), &key).unwrap();
    assert!(Envelope::read(&hallmark).unwrap().verify(&[key.public()]).is_ok());

    check(folder, "genpkey -algorithm x25519 -out other.pem");
    let other = fs::read_to_string(folder.join("other.pem")).unwrap();
    assert!(SecretKey::read_pem(&other).is_err(), "a key for another purpose");
}
