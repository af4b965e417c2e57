use super::*;

fn keyring() -> (tempfile::TempDir, Keyring) {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("deep").join(FOLDER);
    (data, Keyring { folder })
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    format!("{:#}", result.unwrap_err())
}

#[test]
fn a_key_is_made_once_and_for_its_owner_alone() {
    let (_data, keyring) = keyring();
    assert!(keyring.own().unwrap().is_none() && keyring.trusted().unwrap().is_empty());
    let key = keyring.create().unwrap();
    assert_eq!(mode(keyring.folder()), 0o700);
    assert_eq!(mode(&keyring.secret_file()), 0o600);
    assert_eq!(names(keyring.folder()), [SECRET]);
    assert_eq!(keyring.own().unwrap().unwrap().public(), key.public());
    assert_eq!(keyring.trusted().unwrap().len(), 1, "one's own is trusted");
    assert!(is_there_already(&keyring.create().unwrap_err()));
    assert_eq!(keyring.own().unwrap().unwrap().public(), key.public());
    assert_eq!(names(keyring.folder()), [SECRET], "nothing hidden stays");
}

#[test]
fn processes_that_make_one_at_once_agree() {
    let (_data, keyring) = keyring();
    let ids: Vec<_> = std::thread::scope(|scope| {
        let made = |_| {
            scope.spawn(|| {
                let made = keyring.create();
                assert!(made.as_ref().map_or_else(is_there_already, |_| true), "{made:?}");
                keyring.own().unwrap().unwrap().public().id()
            })
        };
        let threads: Vec<_> = (0..8).map(made).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

#[test]
fn a_key_that_others_may_read_is_not_used() {
    let (_data, keyring) = keyring();
    keyring.create().unwrap();
    for wrong in [0o640, 0o604, 0o660, 0o601] {
        fs::set_permissions(keyring.secret_file(), Permissions::from_mode(wrong)).unwrap();
        let told = told(keyring.own());
        assert!(told.contains(&format!("mode {wrong:o}")) && told.contains("chmod 600"), "{told}");
        assert!(keyring.trusted().is_err());
    }
    fs::set_permissions(keyring.secret_file(), Permissions::from_mode(0o400)).unwrap();
    assert!(keyring.own().is_ok());
    fs::set_permissions(keyring.folder(), Permissions::from_mode(0o755)).unwrap();
    let told = told(keyring.own());
    assert!(told.contains("mode 755") && told.contains("chmod 700"), "{told}");
}

#[test]
fn what_is_no_key_is_told_and_not_shown() {
    let (_data, keyring) = keyring();
    keyring.create().unwrap();
    let pem = fs::read_to_string(keyring.secret_file()).unwrap();
    let secret = pem.lines().nth(1).unwrap();
    let damaged = pem.replace("-----END", "-----EMD");
    let long = "a".repeat(100_000);
    for content in [b"".as_slice(), b"\xff\xfe", damaged.as_bytes(), long.as_bytes()] {
        fs::write(keyring.secret_file(), content).unwrap();
        let error = keyring.own().unwrap_err();
        let told = format!("{error:#} {error:?}");
        assert!(told.contains("cannot be used") && !told.contains(&secret[20..40]), "{told}");
    }
    fs::remove_file(keyring.secret_file()).unwrap();
    fs::create_dir_all(keyring.secret_file()).unwrap();
    fs::set_permissions(keyring.secret_file(), Permissions::from_mode(0o700)).unwrap();
    assert!(keyring.own().is_err());
}

#[test]
fn a_key_that_is_replaced_is_kept() {
    let (_data, keyring) = keyring();
    let (first, none) = keyring.replace().unwrap();
    assert!(none.is_none());
    let (second, backup) = keyring.replace().unwrap();
    let backup = backup.unwrap();
    assert_ne!(first.public().id(), second.public().id());
    assert_eq!(keyring.own().unwrap().unwrap().public(), second.public());
    assert_eq!(*first.to_pem(), fs::read_to_string(&backup.secret).unwrap());
    assert_eq!((mode(&backup.secret), mode(&keyring.secret_file())), (0o600, 0o600));
    assert_eq!(read_public(backup.public.as_deref().unwrap()).unwrap(), first.public());
    assert!(!keyring.trusted().unwrap().iter().any(|trusted| trusted.key == first.public()));
    assert!(told(read_public(&backup.secret)).contains("secret key"));

    fs::write(keyring.secret_file(), "not a key").unwrap();
    fs::set_permissions(keyring.secret_file(), Permissions::from_mode(0o644)).unwrap();
    let (_, backup) = keyring.replace().unwrap();
    let backup = backup.unwrap();
    assert_eq!((fs::read_to_string(&backup.secret).unwrap().as_str(), backup.public), ("not a key", None));
    assert_eq!((mode(&backup.secret), mode(&keyring.secret_file())), (0o600, 0o600));
    assert!(keyring.own().unwrap().is_some());
}

#[test]
fn keys_are_trusted_by_name() {
    let (_data, keyring) = keyring();
    let own = keyring.create().unwrap().public();
    let [alice, bob] = [1, 2].map(|seed| SecretKey::from_seed(&[seed; 32]).public());
    let trust = |name: Option<&str>, file: &str, key: &PublicKey| {
        let name = name.map(|name| name.parse().unwrap());
        keyring.trust(name.as_ref(), Path::new(file), key).map(|(trusted, new)| (trusted.called(), new))
    };
    assert_eq!(trust(None, "keys/alice.pem", &alice).unwrap(), ("trusted as `alice`".to_owned(), true));
    assert_eq!(trust(Some("al"), "alice.pem", &alice).unwrap(), ("trusted as `alice`".to_owned(), false));
    assert_eq!(trust(None, "own.pem", &own).unwrap(), ("your own".to_owned(), false));
    assert!(told(trust(None, "alice.pem", &bob)).contains("another trusted key is called `alice`"));
    let (called, _) = trust(None, "bob's key.pem", &bob).unwrap();
    assert_eq!(called, format!("trusted as `key_{}`", bob.id().short()));
    assert_eq!(keyring.trusted().unwrap().len(), 3);

    let id = bob.id().to_string();
    for text in ["alice", id.as_str(), &id[..12], &own.id().to_string()] {
        assert!(keyring.find(text).is_ok(), "{text}");
    }
    for text in ["", "ali", "../alice", &id[..11], &id.to_uppercase(), "your own", "\u{1b}"] {
        let told = told(keyring.find(text));
        assert!(told.contains("no trusted key") && !told.contains('\u{1b}'), "{told}");
    }
    assert!(told(keyring.distrust(&keyring.find(&own.id().to_string()).unwrap())).contains("your own key"));
    keyring.distrust(&keyring.find("alice").unwrap()).unwrap();
    assert!(keyring.find("alice").is_err());

    fs::write(keyring.folder().join(TRUSTED).join("carol.pem"), "nothing").unwrap();
    assert!(told(keyring.trusted()).contains("carol.pem"));
}
