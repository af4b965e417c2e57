//! Identifiers, IDs, content hashes, sides and directions.

use assay_types::{
    ContentHash, ContentHasher, Direction, FillId, Identifier, OrderId, RunId, Side, SignalId, StrategyId,
    TradeId,
};

use crate::check::check;

#[test]
fn identifiers() {
    let longest = "a".repeat(64);
    let long = "a".repeat(65);
    let keyword = Err("it is a keyword of Python");
    let dunder = Err("names between double underscores belong to Python");
    for (input, expected) in [
        ("sma_cross", Ok("sma_cross")),
        ("_", Ok("_")),
        ("_tmp2", Ok("_tmp2")),
        ("X", Ok("X")),
        ("match", Ok("match")),
        ("none", Ok("none")),
        ("__private", Ok("__private")),
        (&longest, Ok(&*longest)),
        ("", Err("it is empty")),
        (&long, Err("it is 65 bytes long, the most is 64")),
        ("2fast", Err("it begins with a digit")),
        ("7", Err("it begins with a digit")),
        ("sma cross", Err("character 4 is ` `")),
        ("sma-cross", Err("character 4 is `-`")),
        ("sma.cross", Err("character 4 is `.`")),
        ("$fast", Err("character 1 is `$`")),
        ("naïve", Err("character 3 is `\\u{ef}`")),
        ("f\u{430}st", Err("character 2 is `\\u{430}`")),
        ("fast\u{200d}", Err("character 5 is `\\u{200d}`")),
        ("ﬁrst", Err("character 1 is `\\u{fb01}`")),
        ("fast\n", Err("character 5 is `\\n`")),
        ("fast\0", Err("character 5 is `\\u{0}`")),
        ("a;b", Err("character 2 is `;`")),
        ("a'b", Err("character 2 is `'`")),
        ("os.system('id')", Err("character 3 is `.`")),
        ("../a", Err("character 1 is `.`")),
        ("a\u{202e}b", Err("character 2 is `\\u{202e}`")),
        ("lambda", keyword),
        ("None", keyword),
        ("True", keyword),
        ("yield", keyword),
        ("and", keyword),
        ("not", keyword),
        ("import", keyword),
        ("__import__", dunder),
        ("__class__", dunder),
        ("____", dunder),
        ("__", dunder),
    ] {
        check::<Identifier>(input, expected);
    }
}

#[test]
fn ids_have_one_text_and_one_kind() {
    let prefix = Err("it does not begin with the prefix of its kind");
    for (input, expected) in [
        ("run_00000000000000000000000000", Ok("run_00000000000000000000000000")),
        ("run_0123456789abcdefghjkmnpqrs", Ok("run_0123456789abcdefghjkmnpqrs")),
        ("run_7zzzzzzzzzzzzzzzzzzzzzzzzz", Ok("run_7zzzzzzzzzzzzzzzzzzzzzzzzz")),
        ("", Err("it is empty")),
        ("run_", Err("it has fewer than 26 digits")),
        ("run_0", Err("it has fewer than 26 digits")),
        ("run_0000000000000000000000000", Err("it has fewer than 26 digits")),
        ("run_000000000000000000000000000", Err("it is 31 bytes long, the most is 30")),
        ("run_8zzzzzzzzzzzzzzzzzzzzzzzzz", Err("its first digit is above 7, which is more than 128 bits")),
        ("RUN_00000000000000000000000000", prefix),
        ("fill_0000000000000000000000000", prefix),
        ("00000000000000000000000000", prefix),
        ("run-00000000000000000000000000", prefix),
        (" run_0000000000000000000000000", prefix),
        ("run_0000000000000000000000000A", Err("character 30 is `A`")),
        ("run_0000000000000000000000000o", Err("character 30 is `o`")),
        ("run_0000000000000000000000000l", Err("character 30 is `l`")),
        ("run_0000000000000000000000000u", Err("character 30 is `u`")),
        ("run_0000000000000000000000000 ", Err("character 30 is ` `")),
        ("run_0000000000000\n", Err("character 18 is `\\n`")),
        ("run_'; DROP TABLE runs; --", Err("character 5 is `'`")),
        ("run_../../etc/passwd", Err("character 5 is `.`")),
        ("run_\u{ff10}", Err("character 5 is `\\u{ff10}`")),
    ] {
        check::<RunId>(input, expected);
    }
    check::<StrategyId>("strategy_00000000000000000000000001", Ok("strategy_00000000000000000000000001"));
    check::<OrderId>("order_00000000000000000000000001", Ok("order_00000000000000000000000001"));
    check::<TradeId>("trade_00000000000000000000000001", Ok("trade_00000000000000000000000001"));
    check::<FillId>("fill_00000000000000000000000001", Ok("fill_00000000000000000000000001"));
    check::<SignalId>("signal_00000000000000000000000001", Ok("signal_00000000000000000000000001"));
}

#[test]
fn ids_are_their_bits() {
    assert_eq!(RunId::from_u128(u128::MAX).to_string(), "run_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    assert_eq!(OrderId::from_u128(32).to_string(), "order_00000000000000000000000010");
    let id = RunId::from_hash(&ContentHash::of(b""));
    assert_eq!(id.as_u128(), 0xe3b0_c442_98fc_1c14_9afb_f4c8_996f_b924);
}

#[test]
fn content_hashes() {
    let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let upper = empty.to_uppercase();
    let half_upper = empty.replace("e3b0", "E3b0");
    let bare = &empty[7..];
    let (short, long) = (&empty[..70], format!("{empty}0"));
    let elsewhere = empty.replace("sha256", "sha512");
    let no_prefix = Err("it does not begin with `sha256:`");
    for (input, expected) in [
        (empty, Ok(empty)),
        ("", Err("it is empty")),
        ("sha256:", Err("it has fewer than 64 digits")),
        (short, Err("it has fewer than 64 digits")),
        (&long, Err("it is 72 bytes long, the most is 71")),
        (bare, no_prefix),
        (&upper, no_prefix),
        (&elsewhere, no_prefix),
        ("md5:d41d8cd98f00b204e9800998ecf8427e", no_prefix),
        (&half_upper, Err("character 8 is `E`")),
        ("sha256:0x00", Err("character 9 is `x`")),
        ("sha256:zz", Err("character 8 is `z`")),
        ("sha256:e3 b0", Err("character 10 is ` `")),
        ("sha256:\u{ff10}", Err("character 8 is `\\u{ff10}`")),
    ] {
        check::<ContentHash>(input, expected);
    }
}

#[test]
fn fields_are_hashed_with_their_limits() {
    let hash = |fields: &[&[u8]]| {
        let mut hasher = ContentHasher::new();
        for field in fields {
            hasher.update_field(field);
        }
        hasher.finish()
    };
    assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
    assert_ne!(hash(&[b"", b"a"]), hash(&[b"a", b""]));
    let mut written = ContentHasher::new();
    std::io::Write::write_all(&mut written, b"abc").expect("hashing never fails");
    assert_eq!(written.finish(), ContentHash::of(b"abc"));
}

#[test]
fn sides_and_directions() {
    for (input, expected) in [
        ("buy", Ok("buy")),
        ("BUY", Err("character 1 is `B`")),
        ("sell", Ok("sell")),
        ("", Err("it is empty")),
        ("hold", Err("it is another word")),
        ("long", Err("it is another word")),
        ("1", Err("character 1 is `1`")),
        ("buy ", Err("character 4 is ` `")),
        ("buy\n", Err("character 4 is `\\n`")),
        ("b\u{443}y", Err("character 2 is `\\u{443}`")),
        ("buy;x", Err("it is 5 bytes long, the most is 4")),
        ("\u{17f}ell", Err("it is 5 bytes long, the most is 4")),
    ] {
        check::<Side>(input, expected);
    }
    for (input, expected) in [
        ("long", Ok("long")),
        ("short", Ok("short")),
        ("SHORT", Err("character 1 is `S`")),
        ("", Err("it is empty")),
        ("buy", Err("it is another word")),
        ("any", Err("it is another word")),
        ("flat", Err("it is another word")),
        ("-1", Err("character 1 is `-`")),
    ] {
        check::<Direction>(input, expected);
    }
    assert_eq!(Side::Buy.opposite(), Side::Sell);
    assert_eq!((Side::Buy.fix_code(), Side::Sell.fix_code()), ('1', '2'));
    assert_eq!((Direction::Long.entry_side(), Direction::Long.exit_side()), (Side::Buy, Side::Sell));
    assert_eq!(Direction::Short.opposite().entry_side(), Side::Buy);
}
