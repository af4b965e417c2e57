use super::*;

impl Series {
    /// One indicator whose value is the bar's index from `warmup` on.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand bars")]
    pub(crate) fn of_one(name: &str, bars: usize, warmup: usize) -> Self {
        let value = |bar: usize| if bar < warmup { f64::NAN } else { bar as f64 };
        Self {
            class: "Tested".to_owned(),
            bars,
            described: vec![Described {
                position: Some(0),
                attributes: vec!["line".to_owned()],
                name: Names::One(name.to_owned()),
                scatter: false,
                rows: 0,
                column: 0,
                dtype: "<f8".to_owned(),
            }],
            kept: Vec::new(),
            values: BTreeMap::new(),
            columns: vec![(0..bars).map(|bar| value(bar).to_bits()).collect()],
        }
    }
}

#[test]
fn types_of_numpy_are_understood() {
    let check = |dtype: &str, bits: u64, expected: f64| {
        let value = Kind::of(dtype).map(|kind| kind.value(bits));
        assert_eq!(value.map(f64::to_bits), Some(expected.to_bits()), "{dtype} {bits:#x} {value:?}");
    };
    check("<f8", 1.5_f64.to_bits(), 1.5);
    // What lies behind a narrow value does not count.
    check("<f4", 0xffff_ffff_0000_0000 | u64::from(1.5_f32.to_bits()), 1.5);
    check("<f2", 0x3e00, 1.5);
    check("<f2", 0xc000, -2.0);
    check("<f2", 0x7c00, f64::INFINITY);
    check("<i4", 0xffff_fffe, -2.0);
    check("|i1", 0xff, -1.0);
    check("<i8", u64::MAX, -1.0);
    check("<u4", 0xffff_fffe, 4_294_967_294.0);
    check("|b1", 0xff01, 1.0);
    check("<M8[ns]", 5, 5.0);
    for unknown in ["<c16", ">f8", "|O", "<U4", "", "<", "<f", "<fx", "<f3", "é"] {
        assert_eq!(Kind::of(unknown), None, "{unknown}");
    }
}

#[test]
fn attributes_begin_paths() {
    let check = |path: &str, expected: Option<&str>| assert_eq!(attribute_of(path), expected, "{path}");
    check("self.mean", Some("mean"));
    check("self.frame['Close']", Some("frame"));
    check("self.config.window[0]", Some("config"));
    check("Tested.mean", None);
    check("MEAN", None);
}

#[test]
fn the_warmup_is_the_latest_first_value() {
    assert_eq!(Series::of_one("line", 50, 10).warmup(), 10);
    assert_eq!(Series::of_one("line", 50, 0).warmup(), 0);
    // As in backtesting.py: an indicator without any value holds nothing up,
    assert_eq!(Series::of_one("line", 50, 50).warmup(), 0);
    // nor does one that no attribute holds, or one that is drawn as points.
    let mut series = Series::of_one("line", 50, 10);
    series.described[0].attributes.clear();
    assert_eq!(series.warmup(), 0);
    let mut series = Series::of_one("line", 50, 10);
    series.described[0].scatter = true;
    assert_eq!(series.warmup(), 0);
}

#[test]
fn bits_hold_a_value_and_nothing_else() {
    let check = |dtype: &str, bits: u64, expected: u64| {
        assert_eq!(Kind::of(dtype).unwrap().canonical(bits), expected, "{dtype} {bits:x}");
    };
    check("<f8", 1.5_f64.to_bits(), 1.5_f64.to_bits());
    check("<f8", (-0.0_f64).to_bits(), (-0.0_f64).to_bits());
    check("<f8", 0xfff8_0000_0000_0001, f64::NAN.to_bits());
    check("<f4", 0xdead_beef_0000_0000 | u64::from(1.5_f32.to_bits()), u64::from(1.5_f32.to_bits()));
    check("<f4", 0x7fc0_0001, u64::from(f32::NAN.to_bits()));
    check("<f2", 0xffff, 0x7e00);
    check("|b1", 0xffff_ff01, 1);
    check("<i8", u64::MAX, u64::MAX);
    check("<i2", u64::MAX, 0xffff);
}

#[test]
fn columns_follow_one_another() {
    let check = |series: &[(usize, usize)], columns: usize, expected: bool| {
        let series = series.iter().map(|(column, rows)| {
            let name = Names::One(String::new());
            let (attributes, dtype) = (Vec::new(), "<f8".to_owned());
            Described {
                position: None,
                attributes,
                name,
                scatter: false,
                rows: *rows,
                column: *column,
                dtype,
            }
        });
        let (class, values) = (String::new(), BTreeMap::new());
        let told = Told { class, series: series.collect(), columns, kept: Vec::new(), values };
        assert_eq!(told.kinds().is_some(), expected, "{told:?}");
    };
    check(&[], 0, true);
    check(&[(0, 0), (1, 2)], 3, true);
    check(&[(0, COLUMNS_MAX)], COLUMNS_MAX, true);
    check(&[(0, COLUMNS_MAX), (0, COLUMNS_MAX)], COLUMNS_MAX, false);
    check(&[(0, COLUMNS_MAX + 1)], COLUMNS_MAX + 1, false);
    check(&[(1, 0)], 2, false);
    check(&[(0, 0)], 2, false);
    check(&[(0, usize::MAX)], usize::MAX, false);
}
