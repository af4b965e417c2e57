use super::*;
use crate::example;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn sealed() -> Vec<u8> {
    seal(&Statement::new(example()).unwrap(), &key(1)).unwrap()
}

/// The hallmark with a text replaced; the text is there.
fn with(from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(sealed()).unwrap();
    assert!(text.contains(from), "{from}: {text}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn the_same_statement_and_key_have_the_same_bytes() {
    assert_eq!(sealed(), sealed());
    let other = seal(&Statement::new(example()).unwrap(), &key(2)).unwrap();
    assert_ne!(sealed(), other);
    let lines: Vec<_> = sealed().split(|&byte| byte == b'\n').map(<[u8]>::len).collect();
    assert_eq!(lines.len(), 11, "indented, with a line break at the end");
}

#[test]
fn encodings_are_those_of_the_protocol() {
    assert_eq!(pre_authentication_encoding("", b""), b"DSSEv1 0  0 ");
    assert_eq!(
        pre_authentication_encoding("ü", b"\xff"),
        [b"DSSEv1 2 \xc3\xbc 1 ".as_slice(), b"\xff"].concat()
    );
}

fn check(bytes: &[u8], expected: &str) {
    assert_eq!(Envelope::read(bytes).unwrap_err().to_string(), expected);
}

#[test]
fn what_is_no_envelope_is_refused_with_the_reason() {
    let text = String::from_utf8(sealed()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let (payload, keyid) =
        (json["payload"].as_str().unwrap(), json["signatures"][0]["keyid"].as_str().unwrap());
    let sig = json["signatures"][0]["sig"].as_str().unwrap();
    check(b"", "it is not a DSSE envelope: EOF while parsing a value at line 1 column 0");
    check(
        b"[]",
        "it is not a DSSE envelope: invalid length 0, expected struct Written with 3 elements at line 1 column 2",
    );
    check(
        &with("payloadType", "payload\u{1b}"),
        "it is not a DSSE envelope: control character (\\\\u0000-\\\\u001F) found while parsing a string at line 3 column 11",
    );
    check(
        &with("\"payloadType\"", "\"a\\u001b\""),
        "it is not a DSSE envelope: unknown field 'a\\u{1b}', expected one of 'payload', 'payloadType', 'signatures' at line 3 column 11",
    );
    check(
        &with("\"sig\":", "\"sig\": \"\", \"sig\":"),
        "it is not a DSSE envelope: duplicate field 'sig' at line 7 column 22",
    );
    check(
        &with("vnd.in-toto", "vnd.other"),
        "its payload type is `application/vnd.other+json`, not `application/vnd.in-toto+json`",
    );
    check(&with(payload, &payload.replacen('e', "-", 1)), "its payload is not base 64");
    check(&with(payload, payload.trim_end_matches('=').get(1..).unwrap()), "its payload is not base 64");
    check(&with(sig, "AAAA"), "a signature is not 64 bytes in base 64");
    check(
        &with(keyid, &keyid.to_uppercase()),
        &format!("`{}` is no key ID: 64 lower-case hexadecimal digits", keyid.to_uppercase()),
    );
    let signature = format!("{:#}", json["signatures"][0]);
    let one = serde_json::to_string(&json["signatures"][0]).unwrap();
    assert!(signature.len() > one.len());
    let envelope = |signatures: &str| {
        format!(
            "{{\"payload\":\"{payload}\",\"payloadType\":\"{PAYLOAD_TYPE}\",\"signatures\":[{signatures}]}}"
        )
    };
    check(envelope("").as_bytes(), "it has 0 signatures; there are 1 to 16");
    check(envelope(&vec![one.as_str(); 17].join(",")).as_bytes(), "it has 17 signatures; there are 1 to 16");
    check(envelope(&format!("{one},{one}")).as_bytes(), &format!("the key {keyid} signed it twice"));
    let layout = "it is not laid out as Assay does; it was written by another tool or changed";
    check(envelope(&one).as_bytes(), layout);
    check(text.trim_end().as_bytes(), layout);
    check(&with("\"sig\":", "\"sig\": "), layout);
    check(&with("payloadType", "payload\\u0054ype"), layout);
    check(&vec![b' '; ENVELOPE_BYTES_MAX + 1], "it is longer than 11250344 bytes, which no hallmark is");
}

#[test]
fn every_bit_counts() {
    let bytes = sealed();
    let trusted = [key(1).public()];
    assert!(Envelope::read(&bytes).unwrap().verify(&trusted).is_ok());
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let verified = Envelope::read(&changed).map(|envelope| envelope.verify(&trusted));
            assert!(!matches!(verified, Ok(Ok(_))), "bit {bit} of byte {at}");
        }
        assert!(Envelope::read(&bytes[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn only_trusted_keys_count() {
    let envelope = Envelope::read(&sealed()).unwrap();
    let [one, two, three] = [1, 2, 3].map(|seed| key(seed).public());
    assert_eq!(envelope.verify(&[]), Err(VerifyError::Untrusted(vec![one.id()])));
    assert_eq!(envelope.verify(&[two.clone(), three.clone()]), Err(VerifyError::Untrusted(vec![one.id()])));
    let verified = envelope.verify(&[two.clone(), one.clone()]).unwrap();
    assert_eq!((verified.signers, verified.unknown), (vec![one.id()], vec![]));
    assert_eq!(verified.statement, envelope.unverified_statement().unwrap());

    // A second signature, as another tool may add one.
    let message = pre_authentication_encoding(PAYLOAD_TYPE, &envelope.payload);
    let mut both = envelope.clone();
    both.signatures.push(Signature { key: two.id(), bytes: key(2).sign(&message) });
    let both = Envelope::read(&both.to_bytes()).unwrap();
    assert_eq!(both.claimed_keys().collect::<Vec<_>>(), [one.id(), two.id()]);
    let verified = both.verify(&[two.clone(), one.clone()]).unwrap();
    assert_eq!((verified.signers, verified.unknown), (vec![one.id(), two.id()], vec![]));
    let verified = both.verify(std::slice::from_ref(&two)).unwrap();
    assert_eq!((verified.signers, verified.unknown), (vec![two.id()], vec![one.id()]));

    // A wrong signature by a trusted key is not made good by a right one.
    let mut wrong = both.clone();
    wrong.signatures[1].bytes = key(3).sign(&message);
    assert_eq!(wrong.verify(&[one.clone(), two.clone()]), Err(VerifyError::Signature(two.id())));
    assert!(wrong.verify(std::slice::from_ref(&one)).is_ok(), "who does not know a key cannot tell");
    // Nor is a signature over the bare payload, or over another type.
    let mut bare = envelope.clone();
    bare.signatures[0].bytes = key(1).sign(&envelope.payload);
    assert_eq!(bare.verify(std::slice::from_ref(&one)), Err(VerifyError::Signature(one.id())));
    bare.signatures[0].bytes = key(1).sign(&pre_authentication_encoding("text/plain", &envelope.payload));
    assert_eq!(bare.verify(std::slice::from_ref(&one)), Err(VerifyError::Signature(one.id())));
}

#[test]
fn what_a_trusted_key_signed_is_held_to_its_form() {
    let signed = |payload: &[u8]| {
        let bytes = key(1).sign(&pre_authentication_encoding(PAYLOAD_TYPE, payload));
        let signatures = vec![Signature { key: key(1).public().id(), bytes }];
        let envelope = Envelope { payload: payload.to_vec(), signatures };
        Envelope::read(&envelope.to_bytes()).unwrap().verify(&[key(1).public()]).unwrap_err()
    };
    assert_eq!(signed(b"{} ").to_string(), "what is signed is no statement of a hallmark");
    let spaced = [Statement::new(example()).unwrap().to_bytes(), b"\n".to_vec()].concat();
    assert_eq!(signed(&spaced), VerifyError::Statement(StatementError::Layout));
}
