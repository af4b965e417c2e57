use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    let pairs = digits.chunks_exact(2).map(|pair| str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// The seed, its public key, a message and its signature.
fn check(seed: &str, public: &str, message: &str, signature: &str) {
    let key = SecretKey::from_seed(&bytes(seed).try_into().unwrap());
    assert_eq!(key.public().key.to_bytes().as_slice(), bytes(public));
    let signed = key.sign(&bytes(message));
    assert_eq!(signed.as_slice(), bytes(signature));
    assert!(key.public().verifies(&bytes(message), &signed));
    let longer = [bytes(message), vec![0]].concat();
    assert!(!key.public().verifies(&longer, &signed));
}

#[test]
fn signatures_are_those_of_rfc_8032() {
    check(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    check(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
    check(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    );
}

#[test]
fn the_other_signature_is_refused() {
    let key = SecretKey::from_seed(&[7; 32]);
    let mut signature = key.sign(b"message");
    // The group's order, little-endian: S + L is the same number where one does not look closely.
    let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(order);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    assert_eq!(carry, 0);
    assert!(!key.public().verifies(b"message", &signature));
}

/// RFC 8410, section 10.3 and 10.1.
const SECRET: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
    -----END PRIVATE KEY-----\n";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
    -----END PUBLIC KEY-----\n";

#[test]
fn keys_are_written_as_rfc_8410_does() {
    let secret = SecretKey::read_pem(SECRET).unwrap();
    assert_eq!(*secret.to_pem(), SECRET);
    assert_eq!(secret.public().to_pem(), PUBLIC);
    assert_eq!(PublicKey::read_pem(PUBLIC).unwrap(), secret.public());
    let der =
        bytes("302a300506032b6570032100 19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
    assert_eq!(format!("sha256:{}", secret.public().id()), ContentHash::of(&der).to_string());
    let id = secret.public().id();
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(id.to_string().get(..12), Some(id.short().as_str()));
    assert!(id.to_string().to_uppercase().parse::<KeyId>().is_err());
}

#[test]
fn what_is_no_key_is_refused_without_being_told() {
    let secret = |text: &str| SecretKey::read_pem(text).map(|key| key.public().id()).unwrap_err();
    let public = |text: &str| PublicKey::read_pem(text).unwrap_err();
    assert_eq!(secret(""), KeyError::Form(Half::Secret));
    assert_eq!(secret(PUBLIC), KeyError::PublicGiven);
    assert_eq!(public(SECRET), KeyError::SecretGiven);
    assert_eq!(public(""), KeyError::Form(Half::Public));
    assert_eq!(secret(&SECRET.replace("PRIVATE", "ENCRYPTED PRIVATE")), KeyError::Encrypted);
    assert_eq!(secret(&SECRET.replace("K2Vw", "K2Vu")), KeyError::Form(Half::Secret), "X25519");
    assert_eq!(public(&PUBLIC.replace("K2Vw", "K2Vu")), KeyError::Form(Half::Public), "X25519");
    assert_eq!(secret(&" ".repeat(20_000)), KeyError::TooLong(20_000));
    // The neutral element signs whatever one likes.
    let neutral = "MCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let neutral = format!("-----BEGIN PUBLIC KEY-----\n{neutral}\n-----END PUBLIC KEY-----\n");
    assert_eq!(public(&neutral), KeyError::Weak);
    for at in 0..SECRET.len() {
        let damaged = format!("{}!{}", &SECRET[..at], &SECRET[at + 1..]);
        if let Err(error) = SecretKey::read_pem(&damaged) {
            let told = format!("{error} {error:?}");
            assert!(!told.contains("EINTuctv") && !told.contains("XqI9EdVhC"), "{told}");
        }
    }
}

#[test]
fn debugging_shows_the_public_half_only() {
    let secret = SecretKey::read_pem(SECRET).unwrap();
    assert_eq!(format!("{secret:?}"), format!("SecretKey(of {})", secret.public().id()));
    assert_eq!(format!("{:?}", secret.public()), format!("PublicKey({})", secret.public().id()));
}
